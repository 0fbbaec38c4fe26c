package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as the page's data and the terminal have them. */
final class Numbers {

  /** More than a curve or a person can tell apart, and half the bytes of a double. */
  private static final MathContext PRECISION = new MathContext(7);

  private static final double EXACT_INTEGERS = 0x1p53;

  private Numbers() {}

  /** A number in JSON: integers exactly, others to seven digits; null if it is not finite. */
  static JsonNode json(double value) {
    if (!Double.isFinite(value)) {
      return NullNode.instance;
    }
    if (value == Math.rint(value) && Math.abs(value) < EXACT_INTEGERS) {
      return LongNode.valueOf((long) value);
    }
    return DecimalNode.valueOf(new BigDecimal(value).round(PRECISION).stripTrailingZeros());
  }

  /** A number as people read it: to four digits. */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "none" : value > 0 ? "infinite" : "-infinite";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size < 1e-3 || size >= 1e6) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int whole = (int) Math.floor(Math.log10(size)) + 1;
    return String.format(Locale.ROOT, "%." + Math.max(0, 4 - Math.max(1, whole)) + "f", value);
  }
}
