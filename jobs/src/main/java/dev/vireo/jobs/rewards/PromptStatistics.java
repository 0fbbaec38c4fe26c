package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statistics of a prompt's earlier rewards, by which its values are normalized.
 *
 * @param meanColumn attribute column with the mean, which is taken off; required
 * @param stdColumn attribute column with the standard deviation, by which the rest is divided,
 *     unless it is 0; null divides by nothing
 */
public record PromptStatistics(String meanColumn, String stdColumn) implements Serializable {

  public PromptStatistics {
    if (meanColumn == null || meanColumn.isBlank()) {
      throw new InputException(
          "normalize needs a mean-column, one of prompts.attribute-columns with each prompt's mean");
    }
  }

  /**
   * A normalized value; NaN stays NaN.
   *
   * @param attributes of the prompt
   * @throws InputException if a column has no number there
   */
  public double normalized(double value, Map<String, String> attributes) {
    if (Double.isNaN(value)) {
      return value;
    }
    double centered = value - number(meanColumn, attributes);
    double std = stdColumn == null ? 0 : number(stdColumn, attributes);
    if (std < 0) {
      throw new InputException(
          "its '%s' is %s; a standard deviation is at least 0".formatted(stdColumn, std));
    }
    return std == 0 ? centered : centered / std;
  }

  /** The columns. */
  public List<String> columns() {
    return stdColumn == null ? List.of(meanColumn) : List.of(meanColumn, stdColumn);
  }

  /** What is wrong with a prompt's statistics. */
  public Optional<String> problem(Map<String, String> attributes) {
    try {
      normalized(0, attributes);
      return Optional.empty();
    } catch (InputException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static double number(String column, Map<String, String> attributes) {
    String text = attributes.get(column);
    try {
      double number = text == null ? Double.NaN : Double.parseDouble(text.strip());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InputException(
        "its '%s' is %s, not a number: list the column in prompts.attribute-columns, and give each prompt one"
            .formatted(column, text == null ? "missing" : "'" + text + "'"));
  }
}
