package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.functions.answers.Rational;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a text that is one number from end to end, as a reference answer must be: with math
 * delimiters, a box or a full stop around it, and a unit after it ({@code 5\text{ cm}^2}, {@code 18
 * dollars}), which does not count. A text of which the number is only a part, such as {@code
 * 2\sqrt{3}}, {@code (3,4)} or {@code 5 million}, has none.
 */
final class Quantities {
  private static final int LONGEST = 2_000;
  private static final Pattern DELIMITED =
      Pattern.compile(
          "\\$\\$(.*)\\$\\$|\\$(?=[^$]*\\$$)(.*)\\$|\\\\\\((.*)\\\\\\)|\\\\\\[(.*)\\\\]"
              + "|\\\\boxed\\s?\\{(.*)}|\\\\(?:text|textbf|mathrm|mathbf|bm)\\s?\\{([^{}]*)}"
              + "|(?:\\\\left)?\\(([^()]*?)(?:\\\\right)?\\)|\\*\\*(.*)\\*\\*|\\{([^{}]*)}",
          Pattern.DOTALL);
  private static final Pattern SIGN_SPACE = Pattern.compile("^([-+])\\s+(?=[\\d.\\\\])");
  private static final String RAISED = "(?:\\^(?:\\{-?\\d}|\\d)|[²³])?";
  private static final String SIZE =
      "hundred|thousand|million|billion|trillion|dozens?|half|halves|squared|cubed|and|or";
  private static final String NO_UNIT = SIZE + "|to|by|plus|minus|times|over|of|mod|pi";

  /** Units that may follow a number without a space, where {@code 2xy} is a product. */
  private static final String ADJACENT =
      "(?:kg|mg|km|cm|mm|in|ft|yd|mi|lbs?|oz|ml|mL|mph|kmh|km/h|hrs?|mins?|sec|st|nd|rd|th|am|pm"
          + "|\\p{L}{4,20})(?!\\p{L})";

  private static final Pattern UNIT =
      Pattern.compile(
          "(?:(?!%s)%s%s)?".formatted(SIZE, ADJACENT, RAISED)
              + "(?:\\s|\\\\(?:text|mathrm|mbox|textbf|textit|textrm|operatorname|rm|mathit|mathbf)"
              + "\\s?\\{(?![^{}]*\\b(?:%s)\\b)(?:[^{}\\d]|\\^\\d){0,60}}%s".formatted(SIZE, RAISED)
              // Behind a space a lone letter is a unit if one is called so, and else a variable.
              + "|(?<=\\P{L})(?!(?:%s)\\b)(?:\\p{L}{2,20}|[mgshlLJNWVAKCF])(?!\\p{L})%s"
                  .formatted(NO_UNIT, RAISED)
              + "|[%$€£¥₹/·]|\\\\cdot\\b|(?<=\\p{L})[.'-](?=\\p{L}))*+\\.?");

  private Quantities() {}

  /** The number that the text is; empty if it is anything else or more. */
  static Optional<Rational> read(String text) {
    String bare = text.strip();
    if (bare.length() > LONGEST) {
      return Optional.empty();
    }
    while (true) {
      if (bare.endsWith(".")) {
        bare = bare.substring(0, bare.length() - 1).strip();
      }
      Matcher delimited = DELIMITED.matcher(bare);
      if (!delimited.matches()) {
        break;
      }
      bare = inner(delimited).strip();
    }
    String plain = SIGN_SPACE.matcher(LatexNumbers.plain(bare)).replaceFirst("$1");
    return NumericText.start(plain, UNIT);
  }

  private static String inner(Matcher delimited) {
    for (int group = 1; group <= delimited.groupCount(); group++) {
      if (delimited.group(group) != null) {
        return delimited.group(group);
      }
    }
    return "";
  }
}
