package dev.vireo.jobs.training;

import dev.vireo.models.parameters.ParameterSet;

/** Looks at the policy between steps, and may end training early. */
@FunctionalInterface
public interface StopCondition {
  /** Runs to the end. */
  StopCondition NEVER = (step, parameters) -> false;

  /** Whether to end here, after {@code step} steps of the stage. */
  boolean ends(int step, ParameterSet parameters);

  /** Whether only this condition ends training; the number of steps is then just an upper bound. */
  default boolean decidesTheEnd() {
    return false;
  }
}
