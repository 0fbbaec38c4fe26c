package dev.vireo.jobs.data.source;

import java.math.BigDecimal;

/**
 * Numbers as text. A whole number has no fraction, however it is written, so that 72.0, which is
 * what one missing value makes of a column of whole numbers elsewhere, is 72. Every other number is
 * as it is written, 2.50 and -0.0 too, and without an exponent unless that would make it longer
 * than any double.
 */
final class NumberText {
  private static final int LONGEST = 400;

  private NumberText() {}

  /** The text of a number that was written so. */
  static String of(String written) {
    if (isPlainWhole(written) || written.length() > LONGEST) {
      return written;
    }
    BigDecimal number;
    try {
      number = new BigDecimal(written);
    } catch (NumberFormatException e) {
      return written;
    }
    if (number.signum() == 0) {
      return written.startsWith("-") ? written : "0";
    }
    if (Math.abs((long) number.scale()) > LONGEST) {
      return written;
    }
    BigDecimal shortest = number.stripTrailingZeros();
    return shortest.scale() <= 0 ? shortest.toPlainString() : number.toPlainString();
  }

  private static boolean isPlainWhole(String written) {
    for (int i = written.startsWith("-") ? 1 : 0; i < written.length(); i++) {
      if (written.charAt(i) < '0' || written.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
