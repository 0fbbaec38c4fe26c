package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.InputException;

/**
 * KTO's baseline z (arXiv 2402.01306, section 4.1): what the policy's divergence from the reference
 * is taken to be, estimated on completions of other prompts: max(0, mean(log policy(y'|x) - log
 * reference(y'|x))). It is a constant of the loss, computed before it and without a gradient.
 *
 * <p>Over which examples the mean goes is the caller's choice: over a whole step, so that it does
 * not depend on micro-batches, or over TRL's blocks of one micro-batch each.
 */
public final class KtoBaseline {
  private KtoBaseline() {}

  /**
   * The baseline.
   *
   * @param meanLogRatio mean over mismatched examples of log policy(y'|x) - log reference(y'|x)
   * @throws InputException if it is not finite
   */
  public static double of(double meanLogRatio) {
    if (!Double.isFinite(meanLogRatio)) {
      throw new InputException(
          "The mean log-ratio of KTO's mismatched examples is "
              + meanLogRatio
              + "; the log-probabilities of policy and reference must be finite numbers: lower"
              + " the learning rate");
    }
    return Math.max(0, meanLogRatio);
  }
}
