package dev.vireo.algorithms.loss.policy;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * The shape of VESPO's weight e^lambda w^k e^(-lambda w): k bends it down where w is small, lambda
 * where w is great.
 *
 * @param kPositive k for advantages of at least 0; at least 0
 * @param lambdaPositive lambda for advantages of at least 0; greater than 0
 * @param kNegative k for negative advantages; at least 0
 * @param lambdaNegative lambda for negative advantages; greater than 0
 */
public record VespoSettings(
    double kPositive, double lambdaPositive, double kNegative, double lambdaNegative)
    implements Serializable {
  /** Checks each number. */
  public VespoSettings {
    check("k-positive", kPositive, kPositive >= 0);
    check("lambda-positive", lambdaPositive, lambdaPositive > 0);
    check("k-negative", kNegative, kNegative >= 0);
    check("lambda-negative", lambdaNegative, lambdaNegative > 0);
  }

  /** TRL's. */
  public static VespoSettings defaults() {
    return new VespoSettings(2, 3, 3, 2);
  }

  private static void check(String key, double value, boolean holds) {
    if (!(holds && value < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "vespo's "
              + key
              + " is "
              + value
              + "; it must be finite and "
              + (key.startsWith("k") ? "at least 0" : "above 0"));
    }
  }
}
