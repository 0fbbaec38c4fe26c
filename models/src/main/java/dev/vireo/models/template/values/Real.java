package dev.vireo.models.template.values;

import java.math.BigDecimal;

/** Python's float. */
public record Real(double value) implements Numeric {
  private static final double LARGEST_WHOLE = 0x1p63;

  @Override
  public double real() {
    return value;
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public long whole() {
    if (!(Math.abs(value) < LARGEST_WHOLE)) {
      throw Operator.tooLarge();
    }
    return (long) value;
  }

  @Override
  public String type() {
    return "float";
  }

  @Override
  public boolean truth() {
    return value != 0;
  }

  @Override
  public void repr(TextBuilder out) {
    out.append(digits());
  }

  /** The fewest digits that identify this number, with an exponent below 1e-4 and from 1e16 on. */
  String digits() {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest();
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.abs().toPlainString();
      return sign + (plain.contains(".") ? plain : plain + ".0");
    }
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + power;
  }

  /**
   * The shortest decimal of this value; before version 19, Java's own is not always the shortest.
   */
  private BigDecimal shortest() {
    for (int precision = 1; precision < 17; precision++) {
      BigDecimal rounded = new BigDecimal(value, new java.math.MathContext(precision));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return new BigDecimal(value, new java.math.MathContext(17)).stripTrailingZeros();
  }
}
