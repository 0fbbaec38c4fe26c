package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.rewards.StepReward;
import java.io.Serializable;
import java.util.List;

/**
 * What the functions that take many completions at once say of one. The array is not copied.
 *
 * @param values of functions that judge completions, in their order
 * @param steps of functions that judge steps, in theirs
 */
@SuppressWarnings("ArrayRecordComponent")
public record BatchValues(double[] values, List<List<StepReward>> steps) implements Serializable {
  private static final long serialVersionUID = 1L;

  public BatchValues {
    steps = List.copyOf(steps);
  }
}
