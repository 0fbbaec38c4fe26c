package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code numeric-answer}.
 *
 * @param form where the number is: anywhere, after the marker, or as the whole completion
 * @param marker the text before a number that is the answer
 * @param tolerance how far from the answer a number still counts as equal; null is 1e-6, but at
 *     most a thousandth of the answer
 * @param scale an error of this size halves the reward of a near miss; null gives near misses
 *     nothing
 * @param relative whether the error is divided by max(1, the answer) in the graded reward
 * @param formatReward the reward for the required form alone, whatever the number
 * @param mustStop whether completions that ran into the length limit get 0
 */
public record NumericAnswerOptions(
    AnswerForm form,
    String marker,
    Double tolerance,
    Double scale,
    boolean relative,
    double formatReward,
    boolean mustStop)
    implements Serializable {

  /** Checks the numbers. */
  public NumericAnswerOptions {
    RewardOptions.needed("marker", marker);
    if (tolerance != null) {
      RewardOptions.atLeast("tolerance", tolerance, 0);
    }
    if (scale != null) {
      RewardOptions.atLeast("scale", scale, Double.MIN_VALUE);
    }
    RewardOptions.atLeast("format-reward", formatReward, 0);
    if (formatReward > 1) {
      throw new InputException(
          "option 'format-reward' is %s; it must be at most 1.0".formatted(formatReward));
    }
  }

  /** The defaults. */
  public static NumericAnswerOptions defaults() {
    return new NumericAnswerOptions(AnswerForm.FREE_TEXT, "####", null, null, false, 0, false);
  }
}
