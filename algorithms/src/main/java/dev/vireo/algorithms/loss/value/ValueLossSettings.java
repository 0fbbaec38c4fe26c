package dev.vireo.algorithms.loss.value;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * The critic's loss.
 *
 * @param clip a value that has moved further than this from the old one is held against the return
 *     as if it had stopped there, where that is worse; null clips nothing
 * @param coefficient what the loss is multiplied by, above 0: with an optimizer of its own it only
 *     matters to the gradient's clipping
 * @param afterLast whether the state after the last token is trained too, where it has a value
 */
public record ValueLossSettings(Double clip, double coefficient, boolean afterLast)
    implements Serializable {

  /** Checks each setting. */
  public ValueLossSettings {
    if (clip != null && !(clip > 0 && clip < Double.POSITIVE_INFINITY)) {
      throw new InputException("clip is " + clip + "; it must be a finite number above 0, or null");
    }
    if (!(coefficient > 0 && coefficient < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "coefficient is " + coefficient + "; it must be a finite number above 0");
    }
  }

  /** A clip of .2, half the mean of squares. */
  public static ValueLossSettings defaults() {
    return new ValueLossSettings(0.2, 1, true);
  }
}
