package dev.vireo.jobs.environments.calculator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * An exact number, in lowest terms with a positive denominator.
 *
 * @param above numerator
 * @param below denominator
 */
record Ratio(BigInteger above, BigInteger below) {
  /** Numbers of more bits are refused, so that no expression takes much time or memory. */
  private static final int MOST_BITS = 4096;

  /** Of what is not exact, or has more digits than anybody reads. */
  private static final MathContext ROUNDED = new MathContext(15, RoundingMode.HALF_EVEN);

  private static final int MOST_DIGITS = 40;

  private static Ratio of(BigInteger above, BigInteger below) {
    if (below.signum() == 0) {
      throw new CalculationFault("division by zero");
    }
    BigInteger shared = above.gcd(below);
    BigInteger divisor = below.signum() < 0 ? shared.negate() : shared;
    Ratio ratio = new Ratio(above.divide(divisor), below.divide(divisor));
    if (ratio.above.bitLength() > MOST_BITS || ratio.below.bitLength() > MOST_BITS) {
      throw tooLarge();
    }
    return ratio;
  }

  private static CalculationFault tooLarge() {
    return new CalculationFault("too large");
  }

  /** A number as it is written, with a decimal point or without. */
  static Ratio parse(String digits) {
    if (digits.indexOf('.') != digits.lastIndexOf('.') || digits.equals(".")) {
      throw new CalculationFault("'" + digits + "' is not a number");
    }
    return of(new BigDecimal(digits));
  }

  private static Ratio of(BigDecimal decimal) {
    return decimal.scale() <= 0
        ? of(decimal.toBigIntegerExact(), BigInteger.ONE)
        : of(decimal.unscaledValue(), BigInteger.TEN.pow(decimal.scale()));
  }

  Ratio plus(Ratio other) {
    return of(
        above.multiply(other.below).add(other.above.multiply(below)), below.multiply(other.below));
  }

  Ratio minus(Ratio other) {
    return plus(other.negated());
  }

  Ratio times(Ratio other) {
    return of(above.multiply(other.above), below.multiply(other.below));
  }

  Ratio over(Ratio other) {
    return of(above.multiply(other.below), below.multiply(other.above));
  }

  Ratio negated() {
    return new Ratio(above.negate(), below);
  }

  /** Exact where the exponent is whole, else to 15 digits. */
  Ratio power(Ratio exponent) {
    return exponent.below.equals(BigInteger.ONE)
        ? wholePower(exponent.above)
        : rootedPower(exponent);
  }

  private Ratio wholePower(BigInteger exponent) {
    int bits = Math.max(above.bitLength(), below.bitLength());
    boolean grows = bits > 1;
    if (grows && (exponent.bitLength() > Integer.SIZE - 2 || isBeyond(bits, exponent))) {
      throw tooLarge();
    }
    // 0, 1 and -1 have any power, of which only whether it is odd matters.
    int times = grows ? exponent.abs().intValue() : exponent.signum() == 0 ? 0 : odd(exponent);
    Ratio power = of(above.pow(times), below.pow(times));
    return exponent.signum() < 0 ? of(power.below, power.above) : power;
  }

  private static boolean isBeyond(int bits, BigInteger exponent) {
    return (bits - 1L) * Math.abs(exponent.intValue()) > MOST_BITS;
  }

  private static int odd(BigInteger exponent) {
    return exponent.testBit(0) ? 1 : 2;
  }

  private Ratio rootedPower(Ratio exponent) {
    double value = StrictMath.pow(decimal().doubleValue(), exponent.decimal().doubleValue());
    if (Double.isNaN(value)) {
      throw new CalculationFault("a root of a negative number");
    }
    if (Double.isInfinite(value)) {
      throw tooLarge();
    }
    return of(new BigDecimal(value).round(ROUNDED));
  }

  private BigDecimal decimal() {
    return new BigDecimal(above).divide(new BigDecimal(below), MathContext.DECIMAL128);
  }

  /** A whole or decimal number, exact if it has no more than 40 digits; else rounded to 15. */
  @Override
  public String toString() {
    BigDecimal exact = decimal();
    boolean whole = below.equals(BigInteger.ONE);
    if (whole && above.abs().toString().length() <= MOST_DIGITS) {
      return above.toString();
    }
    boolean isExact = exact.multiply(new BigDecimal(below)).compareTo(new BigDecimal(above)) == 0;
    BigDecimal shown = isExact ? exact : exact.round(ROUNDED);
    shown = shown.stripTrailingZeros();
    boolean readable = shown.precision() <= MOST_DIGITS && Math.abs(shown.scale()) <= MOST_DIGITS;
    return readable ? shown.toPlainString() : shown.toString();
  }
}
