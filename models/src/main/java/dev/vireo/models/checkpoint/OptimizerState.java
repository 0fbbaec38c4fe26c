package dev.vireo.models.checkpoint;

import dev.vireo.models.parameters.ParameterSet;
import java.util.Objects;

/**
 * The state of AdamW between steps. The moments are as large as the model and are not copied: a
 * caller must not change them while this record is in use, unless it is the optimizer that owns
 * them.
 *
 * @param step number of updates made so far
 * @param firstMoment running mean of the gradient
 * @param secondMoment running mean of the squared gradient
 */
public record OptimizerState(long step, ParameterSet firstMoment, ParameterSet secondMoment) {
  public OptimizerState {
    Objects.requireNonNull(firstMoment, "firstMoment");
    Objects.requireNonNull(secondMoment, "secondMoment");
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + " is negative");
    }
    firstMoment.requireLike("The second moment", secondMoment);
  }

  /** The state before the first training step on these parameters. */
  public static OptimizerState initial(ParameterSet parameters) {
    int[] sizes = parameters.sizes();
    return new OptimizerState(0, ParameterSet.zeros(sizes), ParameterSet.zeros(sizes));
  }
}
