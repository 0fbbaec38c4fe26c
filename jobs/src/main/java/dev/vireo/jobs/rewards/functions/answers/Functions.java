package dev.vireo.jobs.rewards.functions.answers;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import dev.vireo.jobs.rewards.functions.answers.Value.Approximate;
import dev.vireo.jobs.rewards.functions.answers.Value.Exact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** Logarithms, trigonometric functions and the like, to {@link Value#PRECISION}. */
final class Functions {
  /** Larger arguments would need more digits than are computed. */
  private static final BigDecimal LARGEST_ARGUMENT = BigDecimal.valueOf(1_000_000);

  private static final Exact ONE = new Exact(Rational.ONE);

  private Functions() {}

  static Value value(Operation operation, List<Value> arguments) {
    Value x = arguments.get(0);
    return switch (operation) {
      case LOGARITHM -> Arithmetic.quotient(logarithm(x), logarithm(arguments.get(1)));
      case NATURAL_LOGARITHM -> logarithm(x);
      case DECIMAL_LOGARITHM ->
          Arithmetic.quotient(logarithm(x), logarithm(new Exact(Rational.of(10))));
      case EXPONENTIAL -> exponential(x);
      case ABSOLUTE -> absolute(x);
      case FLOOR -> floor(x);
      case CEILING -> Arithmetic.negative(floor(Arithmetic.negative(x)));
      case SINE -> new Approximate(BigComplexMath.sin(moderate(x), Value.PRECISION));
      case COSINE -> new Approximate(BigComplexMath.cos(moderate(x), Value.PRECISION));
      case TANGENT -> tangent(x);
      case COTANGENT -> Arithmetic.quotient(ONE, tangent(x));
      case SECANT -> Arithmetic.quotient(ONE, value(Operation.COSINE, arguments));
      case COSECANT -> Arithmetic.quotient(ONE, value(Operation.SINE, arguments));
      case ARC_SINE -> arcSine(x);
      case ARC_COSINE ->
          Arithmetic.sum(
              Arithmetic.quotient(
                  Arithmetic.real(BigDecimalMath.pi(Value.PRECISION)), new Exact(Rational.of(2))),
              Arithmetic.negative(arcSine(x)));
      case ARC_TANGENT -> Arithmetic.real(BigDecimalMath.atan(real(x), Value.PRECISION));
      case HYPERBOLIC_SINE -> hyperbolic(x, false);
      case HYPERBOLIC_COSINE -> hyperbolic(x, true);
      case HYPERBOLIC_TANGENT -> Arithmetic.quotient(hyperbolic(x, false), hyperbolic(x, true));
      default -> throw new IllegalArgumentException("no function: " + operation);
    };
  }

  /** The principal logarithm. */
  static Value logarithm(Value x) {
    if (x.equals(ONE)) {
      return new Exact(Rational.ZERO);
    }
    if (Arithmetic.isZero(x)) {
      throw new ArithmeticException("the logarithm of zero");
    }
    BigComplex number = Arithmetic.cleaned(x);
    BigDecimal size = BigDecimalMath.log(number.abs(Value.PRECISION), Value.PRECISION);
    if (number.im.signum() != 0) {
      return new Approximate(
          BigComplex.valueOf(size, BigDecimalMath.atan2(number.im, number.re, Value.PRECISION)));
    }
    return number.re.signum() > 0
        ? Arithmetic.real(size)
        : new Approximate(BigComplex.valueOf(size, BigDecimalMath.pi(Value.PRECISION)));
  }

  static Value exponential(Value x) {
    BigComplex number = moderate(x);
    BigDecimal size = BigDecimalMath.exp(number.re, Value.PRECISION);
    if (number.im.signum() == 0) {
      return Arithmetic.real(size);
    }
    return new Approximate(
        BigComplex.valueOf(
            size.multiply(BigDecimalMath.cos(number.im, Value.PRECISION)),
            size.multiply(BigDecimalMath.sin(number.im, Value.PRECISION))));
  }

  private static Value tangent(Value x) {
    return Arithmetic.quotient(
        value(Operation.SINE, List.of(x)), value(Operation.COSINE, List.of(x)));
  }

  private static Value arcSine(Value x) {
    BigDecimal number = real(x);
    if (number.abs().compareTo(BigDecimal.ONE) > 0) {
      throw new ArithmeticException("the arc sine of more than 1");
    }
    return Arithmetic.real(BigDecimalMath.asin(number, Value.PRECISION));
  }

  private static Value hyperbolic(Value x, boolean even) {
    Value up = exponential(x);
    Value down = exponential(Arithmetic.negative(x));
    return Arithmetic.quotient(
        Arithmetic.sum(up, even ? down : Arithmetic.negative(down)), new Exact(Rational.of(2)));
  }

  private static Value absolute(Value x) {
    return x instanceof Exact exact
        ? new Exact(exact.number().absolute())
        : Arithmetic.real(Arithmetic.cleaned(x).abs(Value.PRECISION));
  }

  private static Value floor(Value x) {
    return new Exact(
        new Rational(
            x instanceof Exact exact
                ? exact.number().floor()
                : real(x).setScale(0, RoundingMode.FLOOR).toBigIntegerExact(),
            BigInteger.ONE));
  }

  private static BigDecimal real(Value x) {
    BigComplex number = Arithmetic.cleaned(x);
    if (number.im.signum() != 0) {
      throw new ArithmeticException("is not real");
    }
    return number.re;
  }

  private static BigComplex moderate(Value x) {
    BigComplex number = Arithmetic.cleaned(x);
    if (number.re.abs().max(number.im.abs()).compareTo(LARGEST_ARGUMENT) > 0) {
      throw new ArithmeticException("beyond " + LARGEST_ARGUMENT);
    }
    return number;
  }
}
