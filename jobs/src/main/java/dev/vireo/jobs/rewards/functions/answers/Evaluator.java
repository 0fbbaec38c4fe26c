package dev.vireo.jobs.rewards.functions.answers;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigDecimalMath;
import dev.vireo.jobs.rewards.functions.answers.Expression.Call;
import dev.vireo.jobs.rewards.functions.answers.Expression.Literal;
import dev.vireo.jobs.rewards.functions.answers.Expression.Percent;
import dev.vireo.jobs.rewards.functions.answers.Expression.Symbol;
import dev.vireo.jobs.rewards.functions.answers.Expression.Unknown;
import dev.vireo.jobs.rewards.functions.answers.Value.Approximate;
import dev.vireo.jobs.rewards.functions.answers.Value.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of an expression if its variables have certain rational values, which depend on their
 * names and the number of the point alone. An {@link ArithmeticException} says that it has no value
 * there, or that computing it takes more operations than any answer needs.
 */
final class Evaluator {
  /** Where variables are fractions: all above 0, all below, and twice some of each. */
  static final int POINTS = 4;

  /** Behind those, where variables are whole numbers, and where they are between 0 and 1. */
  static final int MORE_POINTS = 12;

  private static final int FIRST_BELOW_ONE = 10;

  /** Of those that take longer than adding two small fractions. */
  private static final int MOST_OPERATIONS = 300;

  private static final int LARGE_BITS = 500;
  private static final int LARGEST_FACTORIAL = 500;

  private final int point;
  private int operations;

  Evaluator(int point) {
    this.point = point;
  }

  Value value(Expression expression) {
    if (expression instanceof Literal number) {
      return new Exact(number.value());
    } else if (expression instanceof Percent percent) {
      return Arithmetic.quotient(value(percent.number()), new Exact(Rational.of(100)));
    } else if (expression instanceof Symbol symbol) {
      return symbol(symbol.name());
    } else if (expression instanceof Unknown unknown) {
      return unknown(unknown);
    } else if (expression instanceof Call call) {
      return called(call);
    }
    throw new ArithmeticException("has no number");
  }

  private Value symbol(String name) {
    return switch (name) {
      case "pi" -> new Approximate(BigComplex.valueOf(BigDecimalMath.pi(Value.PRECISION)));
      case "e" -> new Approximate(BigComplex.valueOf(BigDecimalMath.e(Value.PRECISION)));
      case "i", "imath" -> new Approximate(BigComplex.I);
      case "infty", "varnothing" -> throw new ArithmeticException("is not a finite number");
      default -> new Exact(sample(name));
    };
  }

  /** Mostly between 1/2 and 5/2, or its negative, with a denominator that no answer has. */
  private Rational sample(String name) {
    // String.hashCode is specified: it is the same everywhere.
    long spread = mixed(name.hashCode() * 31L + point) >>> 8;
    if (point >= FIRST_BELOW_ONE) {
      return new Rational(BigInteger.valueOf(1 + spread % 100_000), BigInteger.valueOf(100_003));
    }
    if (point >= POINTS) {
      return Rational.of(3 + spread % 17);
    }
    Rational size =
        new Rational(BigInteger.valueOf(spread % 200_000), BigInteger.valueOf(100_003))
            .plus(new Rational(BigInteger.ONE, BigInteger.TWO));
    boolean negative = point == 1 || (point > 1 && (spread >> 40 & 1) == 1);
    return negative ? size.negate() : size;
  }

  /** Bits that all depend on all of the given ones: the last step of SplitMix64. */
  private static long mixed(long bits) {
    long mixed = bits + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** A polynomial in the arguments with coefficients that nobody would write. */
  private Value unknown(Unknown function) {
    Value sum = new Exact(sample(function.name() + "()"));
    int position = 0;
    for (Expression argument : function.arguments()) {
      Value value = value(argument);
      Exact coefficient = new Exact(sample(function.name() + "()" + position++));
      Value square = Arithmetic.product(value, Arithmetic.sum(value, coefficient));
      sum = Arithmetic.sum(Arithmetic.product(sum, coefficient), square);
    }
    return sum;
  }

  private Value called(Call call) {
    List<Value> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(value(argument));
    }
    Value value = apply(call.operation(), arguments);
    boolean light = value instanceof Exact exact && exact.number().bits() <= LARGE_BITS;
    return light ? value : counted(value);
  }

  private Value apply(Operation operation, List<Value> arguments) {
    Value first = arguments.get(0);
    return switch (operation) {
      case ADD -> Arithmetic.sum(first, arguments.get(1));
      case SUBTRACT -> Arithmetic.sum(first, Arithmetic.negative(arguments.get(1)));
      case MULTIPLY -> Arithmetic.product(first, arguments.get(1));
      case DIVIDE -> Arithmetic.quotient(first, arguments.get(1));
      case NEGATE -> Arithmetic.negative(first);
      case POWER -> counted(Arithmetic.power(first, arguments.get(1)));
      case ROOT -> counted(Arithmetic.root(first, arguments.get(1)));
      case FACTORIAL -> factorial(first);
      case BINOMIAL -> binomial(first, arguments.get(1));
      default -> counted(Functions.value(operation, arguments));
    };
  }

  private Value counted(Value value) {
    if (++operations > MOST_OPERATIONS) {
      throw new ArithmeticException("takes too much work");
    }
    return value;
  }

  private static Value factorial(Value value) {
    int number = smallWhole(value);
    BigInteger product = BigInteger.ONE;
    for (int factor = 2; factor <= number; factor++) {
      product = product.multiply(BigInteger.valueOf(factor));
    }
    return new Exact(new Rational(product, BigInteger.ONE));
  }

  private static Value binomial(Value above, Value below) {
    int number = smallWhole(above);
    int chosen = smallWhole(below);
    BigInteger ways = BigInteger.ONE;
    for (int i = 0; i < chosen; i++) {
      ways = ways.multiply(BigInteger.valueOf(number - i)).divide(BigInteger.valueOf(i + 1));
    }
    return new Exact(new Rational(ways, BigInteger.ONE));
  }

  private static int smallWhole(Value value) {
    if (value instanceof Exact exact
        && exact.number().isWhole()
        && exact.number().signum() >= 0
        && exact.number().compareTo(Rational.of(LARGEST_FACTORIAL)) <= 0) {
      return exact.number().numerator().intValue();
    }
    throw new ArithmeticException("is not a whole number from 0 to " + LARGEST_FACTORIAL);
  }
}
