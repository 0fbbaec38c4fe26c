package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.Bootstrap;
import dev.vireo.jobs.runtime.settings.Require;

/**
 * How intervals of a suite's metrics are found: prompts are drawn again, with replacement.
 *
 * @param resamples how many times they are drawn
 * @param level probability that an interval covers
 */
public record IntervalSettings(int resamples, double level) {

  public IntervalSettings {
    Require.atLeast("resamples", resamples, 10);
    if (!(level > 0 && level < 1)) {
      throw new InputException("level is " + level + "; it must be between 0 and 1");
    }
  }

  /** A thousand resamples, 95%. */
  public static IntervalSettings defaults() {
    return new IntervalSettings(1000, 0.95);
  }

  Bootstrap bootstrap(long seed) {
    return new Bootstrap(resamples, level, seed);
  }
}
