package dev.vireo.pipelines.demo;

import dev.vireo.jobs.training.StopCondition;
import dev.vireo.models.parameters.ParameterSet;

/**
 * Ends work with the first step that is over after its time is.
 *
 * @param deadline on the clock of {@link System#nanoTime}
 */
record TimeLimit(long deadline) implements StopCondition {

  /** So many seconds from now on. */
  static TimeLimit of(double seconds) {
    return new TimeLimit(System.nanoTime() + (long) (seconds * 1e9));
  }

  @Override
  public boolean ends(int step, ParameterSet parameters) {
    return System.nanoTime() - deadline >= 0;
  }

  @Override
  public boolean decidesTheEnd() {
    return true;
  }
}
