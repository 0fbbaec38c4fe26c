package dev.vireo.jobs.rewards;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds numbers in text as people write them: {@code 1,234.50}, {@code -$3}, {@code .5}, {@code
 * 3/4}, {@code 1 1/2}, {@code 2e6}, {@code 75%} (75: a percent sign is a unit like any other), and
 * LaTeX's {@code \frac{3}{4}}. A minus sign directly behind a digit, letter or closing bracket is a
 * subtraction or a hyphen, not a sign: the last number of {@code 20-5} is 5.
 *
 * <p>Every search takes linear time. NaN means there is no number.
 */
final class NumericText {
  private static final String CURRENCY = "(?:(?:US)?[$€£¥₹]\\s?)?";
  private static final String WHOLE = "(?:\\d{1,3}(?!\\d)(?:,\\d{3}(?!\\d))*+|\\d++)";
  private static final String DECIMAL = "(?:" + WHOLE + "(?:\\.\\d++)?|\\.\\d++)";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\p{L}\\p{N})\\]}%.])(?<sign>[-−+]))?"
              + CURRENCY
              + "(?<innerSign>[-−+](?<=[$€£¥₹]\\s?[-−+]))?"
              + "(?:(?<units>\\d++) (?=\\d++/\\d))?"
              + "(?<number>"
              + DECIMAL
              + ")(?<exponent>[eE][-+]?\\d{1,3}+(?![\\p{L}\\p{N}]))?"
              + "(?:\\s?/\\s?(?<divisor>"
              + DECIMAL
              + "))?");
  private static final Pattern UNIT_BEHIND = Pattern.compile("\\s?[%$€£¥₹]?");
  private static final Pattern FRACTION =
      Pattern.compile("\\\\[dt]?frac\\{(\\d{1,30}+)}\\{(\\d{1,30}+)}");

  private NumericText() {}

  /** The last number anywhere in the text. */
  static double last(String text) {
    double last = Double.NaN;
    Matcher matcher = NUMBER.matcher(plain(text));
    while (matcher.find()) {
      double value = value(matcher);
      last = Double.isNaN(value) ? last : value;
    }
    return last;
  }

  /** The first number behind the last marker, on the marker's line. */
  static double behind(String marker, String text) {
    int at = text.lastIndexOf(marker);
    if (at < 0) {
      return Double.NaN;
    }
    String rest = text.substring(at + marker.length());
    int end = rest.indexOf('\n');
    Matcher matcher = NUMBER.matcher(plain(end < 0 ? rest : rest.substring(0, end)));
    while (matcher.find()) {
      double value = value(matcher);
      if (!Double.isNaN(value)) {
        return value;
      }
    }
    return Double.NaN;
  }

  /** The number that the text, but for space around it and a unit sign behind it, consists of. */
  static double whole(String text) {
    String plain = plain(text).strip();
    Matcher matcher = NUMBER.matcher(plain);
    if (!matcher.lookingAt() || !UNIT_BEHIND.matcher(plain.substring(matcher.end())).matches()) {
      return Double.NaN;
    }
    return value(matcher);
  }

  private static double value(Matcher matcher) {
    double value = parse(matcher.group("number"));
    if (matcher.group("exponent") != null) {
      value = Double.parseDouble(value + "E" + matcher.group("exponent").substring(1));
    }
    if (matcher.group("divisor") != null) {
      value /= parse(matcher.group("divisor"));
    }
    if (matcher.group("units") != null) {
      value += parse(matcher.group("units"));
    }
    boolean negative = isMinus(matcher.group("sign")) != isMinus(matcher.group("innerSign"));
    return Double.isFinite(value) ? (negative ? -value : value) : Double.NaN;
  }

  private static double parse(String digits) {
    return Double.parseDouble(digits.replace(",", ""));
  }

  private static boolean isMinus(String sign) {
    return sign != null && !sign.equals("+");
  }

  /** The text without LaTeX around its numbers. */
  private static String plain(String text) {
    if (text.indexOf('\\') < 0 && !text.contains("{,}")) {
      return text;
    }
    Matcher fractions = FRACTION.matcher(text);
    StringBuilder plain = new StringBuilder();
    while (fractions.find()) {
      boolean mixed = fractions.start() > 0 && isDigit(text.charAt(fractions.start() - 1));
      fractions.appendReplacement(plain, (mixed ? " " : "") + "$1/$2");
    }
    fractions.appendTail(plain);
    return plain.toString().replace("{,}", ",").replace("\\$", "$").replace("\\%", "%");
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
