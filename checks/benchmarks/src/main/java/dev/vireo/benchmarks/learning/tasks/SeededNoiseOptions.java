package dev.vireo.benchmarks.learning.tasks;

import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code seeded-noise}.
 *
 * @param deviation standard deviation of the noise; required
 * @param seed another seed is another judge
 */
public record SeededNoiseOptions(Double deviation, long seed) implements Serializable {

  /** Checks the deviation. */
  public SeededNoiseOptions {
    if (deviation != null) {
      RewardOptions.atLeast("deviation", deviation, 0);
    }
  }

  /** The defaults. */
  public static SeededNoiseOptions defaults() {
    return new SeededNoiseOptions(null, 0);
  }
}
