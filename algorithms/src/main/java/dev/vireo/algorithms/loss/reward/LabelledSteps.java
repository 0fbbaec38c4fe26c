package dev.vireo.algorithms.loss.reward;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * What a loss knows of a completion whose steps are labelled, besides the values of its row. The
 * array is not copied.
 *
 * @param labels how far each labelled step is right, from 0 to 1, in the order of the row's outputs
 * @param tokens of prompt and completion together; only counted
 */
@SuppressWarnings("ArrayRecordComponent")
public record LabelledSteps(double[] labels, int tokens) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** From this label on a step counts as right. */
  private static final double RIGHT = 0.5;

  /** Checks the labels. */
  public LabelledSteps {
    for (double label : labels) {
      if (!(label >= 0 && label <= 1)) {
        throw new InputException("The label of a step is " + label + "; it must be from 0 to 1");
      }
    }
  }

  /** Whether a step with this label counts as right. */
  public static boolean isRight(double label) {
    return label >= RIGHT;
  }
}
