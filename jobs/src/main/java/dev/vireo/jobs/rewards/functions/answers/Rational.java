package dev.vireo.jobs.rewards.functions.answers;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;

/**
 * An exact number, in lowest terms with a positive denominator. Numbers come from untrusted text,
 * so none has more than {@link #LARGEST_BITS} bits above or below its line: what would be larger is
 * not made.
 *
 * @param numerator carries the sign
 * @param denominator above 0
 */
public record Rational(BigInteger numerator, BigInteger denominator)
    implements Comparable<Rational>, Serializable {
  /** About 4,900 decimal digits. */
  static final int LARGEST_BITS = 16_384;

  public static final Rational ZERO = of(0);
  public static final Rational ONE = of(1);

  private static final int LONGEST_LITERAL = 1_000;
  private static final int LARGEST_EXPONENT = 1_000;

  public Rational {
    if (denominator.signum() == 0) {
      throw new ArithmeticException("division by zero");
    }
    BigInteger divisor = numerator.gcd(denominator);
    if (denominator.signum() < 0) {
      divisor = divisor.negate();
    }
    numerator = numerator.divide(divisor);
    denominator = denominator.divide(divisor);
    if (numerator.bitLength() > LARGEST_BITS || denominator.bitLength() > LARGEST_BITS) {
      throw new ArithmeticException("more than " + LARGEST_BITS + " bits");
    }
  }

  /** A whole number. */
  public static Rational of(long value) {
    return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
  }

  /** Digits with at most one point, such as {@code 12.50} or {@code .5}; empty if over-long. */
  public static Optional<Rational> parse(String digits) {
    if (digits.length() > LONGEST_LITERAL) {
      return Optional.empty();
    }
    return Optional.of(of(new BigDecimal(digits)));
  }

  /** The number that a decimal stands for. */
  public static Rational of(BigDecimal decimal) {
    return decimal.scale() > 0
        ? new Rational(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()))
        : new Rational(decimal.toBigIntegerExact(), BigInteger.ONE);
  }

  public Rational plus(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
        denominator.multiply(other.denominator));
  }

  public Rational minus(Rational other) {
    return plus(other.negate());
  }

  public Rational times(Rational other) {
    return new Rational(
        numerator.multiply(other.numerator), denominator.multiply(other.denominator));
  }

  /** The quotient, or an {@link ArithmeticException} if the other is 0. */
  public Rational over(Rational other) {
    return new Rational(
        numerator.multiply(other.denominator), denominator.multiply(other.numerator));
  }

  /**
   * The whole power, or an {@link ArithmeticException} if it has too many bits or does not exist.
   */
  public Rational power(int exponent) {
    int size = Math.abs(exponent);
    int bits = bits();
    if ((size > LARGEST_EXPONENT && bits > 1) || (long) size * bits > 2L * LARGEST_BITS) {
      throw new ArithmeticException("more than " + LARGEST_BITS + " bits");
    }
    if (bits <= 1) {
      // 0, 1 or -1: the exponent may be of any size.
      size = size == 0 ? 0 : 2 - size % 2;
    }
    Rational power = new Rational(numerator.pow(size), denominator.pow(size));
    return exponent < 0 ? ONE.over(power) : power;
  }

  public Rational negate() {
    return new Rational(numerator.negate(), denominator);
  }

  public Rational absolute() {
    return numerator.signum() < 0 ? negate() : this;
  }

  public int signum() {
    return numerator.signum();
  }

  /** Bits of the longer of numerator and denominator. */
  public int bits() {
    return Math.max(numerator.bitLength(), denominator.bitLength());
  }

  /** The largest whole number that is not above it. */
  public BigInteger floor() {
    BigInteger[] parts = numerator.divideAndRemainder(denominator);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  public boolean isWhole() {
    return denominator.equals(BigInteger.ONE);
  }

  /** The number with so many significant digits. */
  public BigDecimal decimal(MathContext precision) {
    return new BigDecimal(numerator).divide(new BigDecimal(denominator), precision);
  }

  /** The nearest double, infinite if the number is beyond them. */
  public double doubleValue() {
    // 40 digits before the one rounding to binary: a double rounding needs a tie to 23 digits more.
    return decimal(new MathContext(40)).doubleValue();
  }

  @Override
  public int compareTo(Rational other) {
    return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
  }
}
