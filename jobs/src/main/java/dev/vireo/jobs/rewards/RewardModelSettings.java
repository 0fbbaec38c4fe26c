package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * How a reward model is trained.
 *
 * @param wordFeatures how many features words are hashed to
 * @param characterFeatures how many features runs of characters are hashed to
 * @param characterRun how many characters such a run has
 * @param regularization weight of half the squared norm of the scaled coefficients
 * @param maxIterations most iterations of L-BFGS
 * @param heldOutFraction share of prompts, by hash, whose pairs are only measured on
 */
public record RewardModelSettings(
    int wordFeatures,
    int characterFeatures,
    int characterRun,
    double regularization,
    int maxIterations,
    double heldOutFraction)
    implements Serializable {
  public RewardModelSettings {
    require(wordFeatures >= 1, "word features", wordFeatures, "at least 1");
    require(characterFeatures >= 1, "character features", characterFeatures, "at least 1");
    require(characterRun >= 1, "character run", characterRun, "at least 1");
    require(
        regularization >= 0 && Double.isFinite(regularization),
        "regularization",
        regularization,
        "at least 0");
    require(maxIterations >= 1, "max iterations", maxIterations, "at least 1");
    require(
        heldOutFraction >= 0 && heldOutFraction < 1,
        "held-out fraction",
        heldOutFraction,
        "at least 0 and below 1");
  }

  /** The defaults. */
  public static RewardModelSettings defaults() {
    return new RewardModelSettings(2048, 2048, 3, 1000, 100, 0.1);
  }

  private static void require(boolean holds, String name, Object value, String bounds) {
    if (!holds) {
      throw new InputException(
          "reward model: the %s is %s; it must be %s".formatted(name, value, bounds));
    }
  }
}
