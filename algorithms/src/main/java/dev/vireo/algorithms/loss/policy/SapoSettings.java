package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * SAPO's temperatures: the higher, the narrower the range of ratios that still pass a gradient.
 *
 * @param positive for advantages above 0; greater than 0
 * @param negative for the others; greater than 0
 */
public record SapoSettings(double positive, double negative) implements Serializable {
  /** Checks each temperature. */
  public SapoSettings {
    for (double temperature : new double[] {positive, negative}) {
      if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "The sapo temperatures are "
                + positive
                + " and "
                + negative
                + "; both must be finite and above 0");
      }
    }
  }

  /** TRL's. */
  public static SapoSettings defaults() {
    return new SapoSettings(1, 1.05);
  }
}
