package dev.vireo.models.checkpoint;

import java.util.Arrays;
import java.util.Objects;

/**
 * What AdamW remembers between steps. The arrays are as large as the model and are not copied: who
 * hands them over must not change them while this record is in use, unless it is the optimizer that
 * owns them.
 *
 * @param step number of updates made so far
 * @param firstMoment running mean of the gradient, in layout order
 * @param secondMoment running mean of the squared gradient, in layout order
 */
@SuppressWarnings("ArrayRecordComponent") // As large as the model: not copied, as said above.
public record OptimizerState(long step, float[] firstMoment, float[] secondMoment) {
  public OptimizerState {
    Objects.requireNonNull(firstMoment, "firstMoment");
    Objects.requireNonNull(secondMoment, "secondMoment");
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + " is negative");
    }
    if (firstMoment.length != secondMoment.length) {
      throw new IllegalArgumentException(
          "firstMoment has "
              + firstMoment.length
              + " elements, secondMoment has "
              + secondMoment.length);
    }
  }

  /** The state before the first step of a model of {@code size} parameters. */
  public static OptimizerState initial(int size) {
    return new OptimizerState(0, new float[size], new float[size]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OptimizerState that
        && step == that.step
        && Arrays.equals(firstMoment, that.firstMoment)
        && Arrays.equals(secondMoment, that.secondMoment);
  }

  @Override
  public int hashCode() {
    return Objects.hash(step, Arrays.hashCode(firstMoment), Arrays.hashCode(secondMoment));
  }
}
