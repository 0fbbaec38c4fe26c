package dev.vireo.jobs.rewards.judge;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a judge said at the end of its answers. What it said otherwise is not guessed at. */
final class Verdicts {
  private static final Pattern GRADE =
      Pattern.compile(
          "(?i)(?:grade|score|rating)[\\s*_:=]*(-?\\d{1,9}(?:\\.\\d{1,9})?)(?![\\d.]*\\d)");

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}(?:\\.\\d{1,9})?");
  private static final Pattern WINNER =
      Pattern.compile("(?i)verdict[\\s*_:=]*(?:answer[\\s*_-]*)?(a|b|tie)\\b");

  private Verdicts() {}

  /**
   * The mean of the grades in several answers, with the lowest as 0 and the highest as 1.
   *
   * @return NaN if none of them has a grade on the scale
   */
  static double grade(List<String> answers, double lowest, double highest) {
    double mean =
        answers.stream()
            .mapToDouble(answer -> grade(answer, lowest, highest))
            .filter(grade -> !Double.isNaN(grade))
            .average()
            .orElse(Double.NaN);
    return (mean - lowest) / (highest - lowest);
  }

  /** The grade in an answer, on its scale; NaN if there is none on it. */
  static double grade(String answer, double lowest, double highest) {
    double grade = grade(answer);
    return grade >= lowest && grade <= highest ? grade : Double.NaN;
  }

  private static double grade(String answer) {
    if (NUMBER.matcher(answer.strip()).matches()) {
      return Double.parseDouble(answer.strip());
    }
    double grade = Double.NaN;
    for (Matcher matcher = GRADE.matcher(answer); matcher.find(); ) {
      grade = Double.parseDouble(matcher.group(1));
    }
    return grade;
  }

  /**
   * How much of a comparison the first answer won: 1, 0.5 for a tie, 0; the mean of several.
   *
   * @return NaN if none of them has a verdict
   */
  static double first(List<String> answers) {
    return answers.stream()
        .mapToDouble(Verdicts::first)
        .filter(share -> !Double.isNaN(share))
        .average()
        .orElse(Double.NaN);
  }

  /** How much of a comparison the first one won by an answer; NaN if it has no verdict. */
  static double first(String answer) {
    String winner = answer.strip();
    for (Matcher matcher = WINNER.matcher(answer); matcher.find(); ) {
      winner = matcher.group(1);
    }
    return switch (winner.toLowerCase(Locale.ROOT)) {
      case "a" -> 1;
      case "b" -> 0;
      case "tie" -> 0.5;
      default -> Double.NaN;
    };
  }
}
