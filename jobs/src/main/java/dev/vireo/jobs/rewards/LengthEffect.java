package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * An effect of length that is taken off a reward's values: a completion of n tokens gets the value
 * less slope times (n - center). {@code vireo audit} measures it; it is written into the
 * configuration as a number, so that it is the same in every iteration.
 *
 * @param slope reward per token
 * @param center the length, in tokens, of completions whose value stays as it is; null means 0
 */
public record LengthEffect(Double slope, Double center) implements Serializable {

  public LengthEffect {
    center = center == null ? Double.valueOf(0) : center;
    if (slope == null || !Double.isFinite(slope)) {
      throw new InputException(
          "length-effect needs a slope, the reward per token that is taken off, such as 0.0012");
    }
    if (!Double.isFinite(center) || center < 0) {
      throw new InputException(
          "length-effect has center %s: it must be a length in tokens, at least 0"
              .formatted(center));
    }
  }

  /** A value without the effect; NaN stays NaN. */
  public double takenOff(double value, int tokens) {
    return value - slope * (tokens - center);
  }
}
