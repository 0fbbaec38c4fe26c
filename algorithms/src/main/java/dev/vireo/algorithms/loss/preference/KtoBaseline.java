package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.CompensatedSum;
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
   * The baseline; it does not depend on the order of examples.
   *
   * @param logps [N] the policy's sums over the tokens of y'
   * @param references [N] the reference policy's
   * @throws InputException if there is no example, or a number is not finite
   */
  public static double of(double[] logps, double[] references) {
    if (logps.length == 0 || logps.length != references.length) {
      throw new InputException(
          "KTO's baseline needs as many log-probabilities of the policy as of the reference, and at"
              + " least one; there are "
              + logps.length
              + " and "
              + references.length);
    }
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < logps.length; i++) {
      double ratio = logps[i] - references[i];
      if (!Double.isFinite(ratio)) {
        throw new InputException(
            "The log-probabilities of mismatched example "
                + i
                + " are "
                + logps[i]
                + " and "
                + references[i]
                + "; both must be finite numbers");
      }
      sum.add(ratio);
    }
    return Math.max(0, sum.value() / logps.length);
  }
}
