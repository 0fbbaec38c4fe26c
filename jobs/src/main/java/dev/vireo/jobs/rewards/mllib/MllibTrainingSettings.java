package dev.vireo.jobs.rewards.mllib;

import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * How a reward model is trained.
 *
 * @param wordFeatures number of features that words are hashed to
 * @param characterFeatures number of features that runs of characters are hashed to
 * @param characterRun characters in such a run
 * @param regularization weight of half the squared norm of the scaled coefficients
 * @param maxIterations maximum iterations of L-BFGS
 * @param heldOutFraction share of prompts, by hash, whose pairs are used only for measuring
 */
public record MllibTrainingSettings(
    int wordFeatures,
    int characterFeatures,
    int characterRun,
    double regularization,
    int maxIterations,
    double heldOutFraction)
    implements Serializable {
  public MllibTrainingSettings {
    Require.atLeast("word-features", wordFeatures, 1);
    Require.atLeast("character-features", characterFeatures, 1);
    Require.atLeast("character-run", characterRun, 1);
    Require.notNegative("regularization", regularization);
    Require.atLeast("max-iterations", maxIterations, 1);
    Require.belowOne("held-out-fraction", heldOutFraction);
  }

  /** The defaults. */
  public static MllibTrainingSettings defaults() {
    return new MllibTrainingSettings(2048, 2048, 3, 1000, 100, 0.1);
  }
}
