package dev.vireo.jobs.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.List;

/**
 * Stored checkpoints of a run of reinforcement learning, to be compared with best-of-n. The run
 * must have started from the study's policy.
 *
 * @param run the run directory
 * @param steps optimizer steps of the checkpoints; empty for all that are there. A run that goes on
 *     has others later: name them where the study is to stay as it is
 * @param samples completions of each prompt that a checkpoint gives
 */
public record TrainedPolicies(@DecidesNothing String run, List<Integer> steps, int samples)
    implements Serializable {

  public TrainedPolicies {
    run = HomePath.expand(run);
    steps = List.copyOf(steps);
    Require.atLeast("samples", samples, 1);
    for (int step : steps) {
      Require.atLeast("steps", step, 1);
    }
    if (steps.stream().distinct().count() < steps.size()) {
      throw new InputException("steps is " + steps + "; each may be named once");
    }
  }

  /** All that are there; the run has no default. */
  public static TrainedPolicies defaults() {
    return new TrainedPolicies(null, List.of(), 4);
  }
}
