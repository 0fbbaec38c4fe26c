package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * What a step of a completion is worth.
 *
 * @param end where the step ends in the completion's text, in chars: the first that is not its own
 * @param reward of the step; NaN if there is none
 */
public record StepReward(int end, double reward) implements Serializable {
  /** Checks the numbers. */
  public StepReward {
    if (end < 0) {
      throw new InputException("A step cannot end at %d".formatted(end));
    }
    if (Double.isInfinite(reward)) {
      throw new InputException(
          "the step that ends at %d is worth %s: a reward must be finite, or NaN for none"
              .formatted(end, reward));
    }
  }

  /** The sum of two rewards; NaN only if neither is there. */
  public static double sum(double one, double other) {
    if (Double.isNaN(one)) {
      return other;
    }
    return Double.isNaN(other) ? one : one + other;
  }
}
