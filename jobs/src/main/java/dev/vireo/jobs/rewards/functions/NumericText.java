package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.functions.answers.Rational;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds numbers in text as people write them: {@code 1,234.50}, {@code 10 000}, {@code -$3}, {@code
 * .5}, {@code 3/4}, {@code 1 1/2}, {@code 2e6}, {@code 75%} (75: a percent sign is a unit like any
 * other), and as LaTeX does: {@code \frac{-3}{4}}, {@code \frac34}, {@code 10,\!000}, {@code 1.5
 * \times 10^{3}}. A minus sign directly after a digit, letter or closing bracket is a subtraction
 * or a hyphen, not a sign: the last number of {@code 20-5} is 5.
 *
 * <p>A number that is a part of a larger term does not count: neither 2 nor 3 is found in {@code
 * 2\sqrt{3}}, and no exponent or index is. Numbers are exact, and every search takes linear time.
 */
final class NumericText {
  private static final String CURRENCY = "(?:(?:US)?[$€£¥₹]\\s?)?";
  private static final String GROUPED = "(?:\\d{1,3}(?!\\d)(?:,\\d{3}(?!\\d))*+|\\d++)";
  private static final String APOSTROPHES = "\\d{1,3}(?:'\\d{3}(?!\\d))++";
  private static final String SPACES = "[1-9]\\d{0,2}(?: \\d{3}(?![\\d/]))++";
  private static final String LAKHS = "\\d{1,2}(?:,\\d{2}(?!\\d)){1,4}+,\\d{3}(?!\\d)";
  private static final String DECIMAL =
      "(?:(?:" + String.join("|", APOSTROPHES, SPACES, LAKHS, GROUPED) + ")(?:\\.\\d++)?|\\.\\d++)";
  private static final String WHOLE_POWER = "(?:\\{ ?[-+]?\\d{1,4} ?}|[-+]?\\d{1,4})(?!\\d)";
  private static final String PART = " ?[-+]? ?" + DECIMAL + " ?";
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\p{L}\\p{N})\\]}%.])(?<sign>[-+]))?"
              + CURRENCY
              + "(?<innerSign>[-+](?<=[$€£¥₹]\\s?[-+]))?"
              + "(?:(?<units>\\d++)(?: (?=\\d++/\\d)| ?(?=\\\\frac)))?"
              + "(?:\\\\frac ?(?:\\{(?<above>"
              + PART
              + ")}|(?<digitAbove>\\d)) ?(?:\\{(?<below>"
              + PART
              + ")}|(?<digitBelow>\\d))"
              + "|(?<number>"
              + DECIMAL
              + ")(?:(?<exponent>[eE][-+]?\\d{1,3}+(?![\\p{L}\\p{N}]))"
              + "| ?(?:\\\\times|\\\\cdot|[×·*]) ?10 ?\\^ ?(?<ten>"
              + WHOLE_POWER
              + ")| ?\\^ ?(?<power>"
              + WHOLE_POWER
              + "))?(?:\\s?/\\s?(?<divisor>"
              + DECIMAL
              + "))?)");

  /** What makes the number before it a factor of something else. */
  private static final Pattern FACTOR_BEHIND =
      Pattern.compile("\\s?(?:\\\\sqrt|\\\\pi|\\\\frac|[√π^])");

  /** What makes the number after it a part of something else. */
  private static final Pattern TERM_BEFORE =
      Pattern.compile("(?:√|\\\\(?:sqrt|frac)|\\\\(?:sqrt|frac)\\{|[}\\]]\\{)[-+ $]*$");

  private static final Pattern RAISED_OR_LOWERED = Pattern.compile("[\\^_][{ ]*[-+]?$");
  private static final int LONGEST_BEFORE = 12;

  /** About 2,400 digits. The difference of two such numbers is within the bounds of Rational. */
  private static final int LARGEST_BITS = 8_000;

  private static final Pattern UNIT_BEHIND = Pattern.compile("\\s?[%$€£¥₹]?");

  private NumericText() {}

  /**
   * The number in the last box; if there is none, the last number anywhere in the text, unless it
   * is a part of a larger term.
   */
  static Optional<Rational> last(String text) {
    Optional<String> boxed = LatexNumbers.lastBox(text);
    if (boxed.isPresent()) {
      return Quantities.read(boxed.get().substring(boxed.get().lastIndexOf('=') + 1));
    }
    Optional<Rational> last = Optional.empty();
    String plain = LatexNumbers.plain(text);
    Matcher matcher = NUMBER.matcher(plain);
    while (matcher.find()) {
      if (isPart(plain, matcher)) {
        last = Optional.empty();
      } else if (!isRaisedOrLowered(plain, matcher)) {
        Optional<Rational> value = value(matcher);
        last = value.isEmpty() ? last : value;
      }
    }
    return last;
  }

  /** The first number after the last marker, on the marker's line. */
  static Optional<Rational> behind(String marker, String text) {
    int at = text.lastIndexOf(marker);
    if (at < 0) {
      return Optional.empty();
    }
    String rest = text.substring(at + marker.length());
    int end = rest.indexOf('\n');
    String plain = LatexNumbers.plain(end < 0 ? rest : rest.substring(0, end));
    Matcher matcher = NUMBER.matcher(plain);
    while (matcher.find()) {
      Optional<Rational> value = value(matcher);
      if (isPart(plain, matcher)) {
        return Optional.empty();
      }
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** The number that the text, but for space around it and a unit sign after it, consists of. */
  static Optional<Rational> whole(String text) {
    return start(text, UNIT_BEHIND);
  }

  /** The number that the text begins with, if the pattern matches all the rest. */
  static Optional<Rational> start(String text, Pattern rest) {
    String plain = LatexNumbers.plain(text).strip();
    Matcher matcher = NUMBER.matcher(plain);
    if (!matcher.lookingAt()
        || isPart(plain, matcher)
        || !rest.matcher(plain.substring(matcher.end())).matches()) {
      return Optional.empty();
    }
    return value(matcher);
  }

  private static boolean isPart(String text, Matcher number) {
    return FACTOR_BEHIND.matcher(text).region(number.end(), text.length()).lookingAt()
        || (number.start() > 0 && TERM_BEFORE.matcher(before(text, number)).find());
  }

  /** Whether the number is an exponent or an index: the 2 of {@code cm^2}. */
  private static boolean isRaisedOrLowered(String text, Matcher number) {
    return number.start() > 0 && RAISED_OR_LOWERED.matcher(before(text, number)).find();
  }

  private static String before(String text, Matcher number) {
    return text.substring(Math.max(0, number.start() - LONGEST_BEFORE), number.start());
  }

  private static Optional<Rational> value(Matcher matcher) {
    try {
      Rational value =
          matcher.group("number") == null
              ? part(matcher, "above", "digitAbove").over(part(matcher, "below", "digitBelow"))
              : simple(matcher);
      if (matcher.group("units") != null) {
        value = value.plus(parse(matcher.group("units")));
      }
      boolean negative = isMinus(matcher.group("sign")) != isMinus(matcher.group("innerSign"));
      return Optional.of(negative ? value.negate() : value)
          .filter(number -> number.bits() <= LARGEST_BITS);
    } catch (ArithmeticException e) {
      // Divided by zero, or more digits than any answer has.
      return Optional.empty();
    }
  }

  private static Rational simple(Matcher matcher) {
    Rational value = parse(matcher.group("number"));
    if (matcher.group("exponent") != null) {
      value = value.times(ten(matcher.group("exponent").substring(1)));
    }
    if (matcher.group("ten") != null) {
      value = value.times(ten(unbraced(matcher.group("ten"))));
    }
    if (matcher.group("power") != null) {
      value = value.power(Integer.parseInt(unbraced(matcher.group("power"))));
    }
    return matcher.group("divisor") == null ? value : value.over(parse(matcher.group("divisor")));
  }

  private static Rational part(Matcher matcher, String braced, String digit) {
    String part = matcher.group(braced);
    if (part == null) {
      return parse(matcher.group(digit));
    }
    String number = part.replace(" ", "");
    Rational value = parse(number.replaceFirst("^[-+]", ""));
    return number.startsWith("-") ? value.negate() : value;
  }

  private static Rational ten(String exponent) {
    return Rational.of(10).power(Integer.parseInt(exponent));
  }

  private static String unbraced(String power) {
    return power.replaceAll("[{} ]", "");
  }

  private static Rational parse(String digits) {
    return Rational.parse(digits.replaceAll("[, ']", ""))
        .orElseThrow(() -> new ArithmeticException("too many digits"));
  }

  private static boolean isMinus(String sign) {
    return "-".equals(sign);
  }
}
