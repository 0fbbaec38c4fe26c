package dev.vireo.jobs.rewards.functions.answers;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import dev.vireo.jobs.rewards.functions.answers.Value.Approximate;
import dev.vireo.jobs.rewards.functions.answers.Value.Exact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Sums, products, powers and roots: exact if they are rational. */
final class Arithmetic {
  private static final int LARGEST_EXPONENT = 1_000;
  private static final int LARGEST_DEGREE = 100;
  private static final int LARGEST_EXACT_RADICAND = 2_048;

  private Arithmetic() {}

  static Value sum(Value one, Value other) {
    if (one instanceof Exact left && other instanceof Exact right) {
      return new Exact(left.number().plus(right.number()));
    }
    return new Approximate(one.complex().add(other.complex(), Value.PRECISION));
  }

  static Value negative(Value value) {
    return value instanceof Exact exact
        ? new Exact(exact.number().negate())
        : new Approximate(value.complex().negate());
  }

  static Value product(Value one, Value other) {
    if (one instanceof Exact left && other instanceof Exact right) {
      return new Exact(left.number().times(right.number()));
    }
    return new Approximate(one.complex().multiply(other.complex(), Value.PRECISION));
  }

  static Value quotient(Value one, Value other) {
    if (isZero(other)) {
      throw new ArithmeticException("division by zero");
    }
    if (one instanceof Exact left && other instanceof Exact right) {
      return new Exact(left.number().over(right.number()));
    }
    return new Approximate(one.complex().divide(other.complex(), Value.PRECISION));
  }

  /** The principal value; of a negative real base with an odd root the real one. */
  static Value power(Value base, Value exponent) {
    if (exponent instanceof Exact exact) {
      Rational number = exact.number();
      if (number.isWhole()) {
        return wholePower(base, small(number.numerator(), LARGEST_EXPONENT));
      }
      if (number.denominator().bitLength() <= 6) {
        int degree = number.denominator().intValue();
        Value root = root(base, new Exact(Rational.of(degree)));
        return wholePower(root, small(number.numerator(), LARGEST_EXPONENT));
      }
    }
    if (isZero(base)) {
      throw new ArithmeticException("a power of zero");
    }
    Value logarithm = Functions.logarithm(base);
    return Functions.exponential(product(logarithm, exponent));
  }

  /** The n-th root for a whole n. */
  static Value root(Value radicand, Value degree) {
    if (!(degree instanceof Exact whole) || !whole.number().isWhole()) {
      return power(radicand, quotient(new Exact(Rational.ONE), degree));
    }
    int n = small(whole.number().numerator(), LARGEST_DEGREE);
    if (n < 1) {
      throw new ArithmeticException("a root of degree " + n);
    }
    if (radicand instanceof Exact exact) {
      boolean negative = exact.number().signum() < 0;
      if (negative && n % 2 == 1) {
        return negative(root(negative(radicand), degree));
      }
      if (!negative) {
        Optional<Rational> root = exactRoot(exact.number(), n);
        return root.isPresent()
            ? new Exact(root.get())
            : real(
                BigDecimalMath.root(
                    exact.number().decimal(Value.PRECISION),
                    BigDecimal.valueOf(n),
                    Value.PRECISION));
      }
      if (n == 2) {
        Value size = root(negative(radicand), degree);
        return product(size, new Approximate(BigComplex.I));
      }
    }
    if (isZero(radicand)) {
      return new Exact(Rational.ZERO);
    }
    if (n == 2) {
      return new Approximate(BigComplexMath.sqrt(cleaned(radicand), Value.PRECISION));
    }
    if (radicand.isReal() && n % 2 == 1) {
      BigDecimal real = radicand.complex().re;
      BigDecimal root = BigDecimalMath.root(real.abs(), BigDecimal.valueOf(n), Value.PRECISION);
      return real(real.signum() < 0 ? root.negate() : root);
    }
    return Functions.exponential(
        quotient(Functions.logarithm(radicand), new Exact(Rational.of(n))));
  }

  /** The number, without an imaginary part that is an error of rounding. */
  static BigComplex cleaned(Value value) {
    return value.isReal() ? BigComplex.valueOf(value.complex().re) : value.complex();
  }

  static boolean isZero(Value value) {
    return Value.same(value, new Exact(Rational.ZERO));
  }

  static Value real(BigDecimal number) {
    return new Approximate(BigComplex.valueOf(number));
  }

  private static Value wholePower(Value base, int exponent) {
    if (base instanceof Exact exact) {
      return new Exact(exact.number().power(exponent));
    }
    Value power = new Exact(Rational.ONE);
    Value square = base;
    for (int left = Math.abs(exponent); left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        power = product(power, square);
      }
      square = left > 1 ? product(square, square) : square;
    }
    return exponent < 0 ? quotient(new Exact(Rational.ONE), power) : power;
  }

  private static int small(BigInteger number, int largest) {
    if (number.bitLength() > 20 || Math.abs(number.intValue()) > largest) {
      throw new ArithmeticException("beyond " + largest);
    }
    return number.intValue();
  }

  /** The root if it is rational. */
  private static Optional<Rational> exactRoot(Rational number, int degree) {
    if (number.bits() > LARGEST_EXACT_RADICAND) {
      return Optional.empty();
    }
    Optional<BigInteger> above = exactRoot(number.numerator(), degree);
    return above.flatMap(
        whole -> exactRoot(number.denominator(), degree).map(below -> new Rational(whole, below)));
  }

  private static Optional<BigInteger> exactRoot(BigInteger number, int degree) {
    BigInteger low = BigInteger.ZERO;
    BigInteger high = BigInteger.ONE.shiftLeft(number.bitLength() / degree + 1);
    while (low.compareTo(high) < 0) {
      BigInteger middle = low.add(high).shiftRight(1);
      if (middle.pow(degree).compareTo(number) < 0) {
        low = middle.add(BigInteger.ONE);
      } else {
        high = middle;
      }
    }
    return low.pow(degree).equals(number) ? Optional.of(low) : Optional.empty();
  }
}
