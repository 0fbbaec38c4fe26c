package dev.vireo.jobs.rewards.functions.answers;

import ch.obermuhlner.math.big.BigComplex;
import java.math.BigDecimal;
import java.math.MathContext;

/** The value of an expression at one point: exact as long as it is rational. */
sealed interface Value {
  /** Digits that are computed; ten of them may be lost to rounding. */
  MathContext PRECISION = new MathContext(40);

  /** An exact number. */
  record Exact(Rational number) implements Value {
    @Override
    public BigComplex complex() {
      return BigComplex.valueOf(number.decimal(PRECISION));
    }
  }

  /** A number with an error in the last digits. */
  record Approximate(BigComplex number) implements Value {
    private static final int LARGEST_EXPONENT = 400;

    public Approximate {
      number = number.round(PRECISION);
      check(number.re);
      check(number.im);
    }

    @Override
    public BigComplex complex() {
      return number;
    }

    /** Refuses numbers so large or small that computing with them takes long. */
    private static void check(BigDecimal part) {
      if (part.signum() != 0
          && Math.abs((long) part.precision() - part.scale()) > LARGEST_EXPONENT) {
        throw new ArithmeticException("beyond 10^" + LARGEST_EXPONENT);
      }
    }
  }

  BigComplex complex();

  /** Whether it is a real number, but for an error of rounding. */
  default boolean isReal() {
    return this instanceof Exact || isSmall(complex().im, complex());
  }

  /** Whether two values are the same, exactly or to 30 digits. */
  static boolean same(Value one, Value other) {
    if (one instanceof Exact left && other instanceof Exact right) {
      return left.number().equals(right.number());
    }
    BigComplex difference = one.complex().subtract(other.complex(), PRECISION);
    BigComplex scale =
        size(one.complex()).compareTo(size(other.complex())) > 0 ? one.complex() : other.complex();
    return isSmall(difference.re, scale) && isSmall(difference.im, scale);
  }

  private static BigDecimal size(BigComplex number) {
    return number.re.abs().max(number.im.abs());
  }

  private static boolean isSmall(BigDecimal part, BigComplex scale) {
    BigDecimal largest = size(scale).max(BigDecimal.ONE);
    return part.abs().compareTo(largest.scaleByPowerOfTen(-30)) <= 0;
  }
}
