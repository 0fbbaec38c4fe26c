package dev.vireo.algorithms.sampling;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * The distribution of which Nash-MD samples (arXiv 2312.00886, equation 8): policy^(1 - weight) x
 * reference^weight, normalized. Its logits are the mean of both.
 *
 * @param weight of the reference, at least 0 and at most 1 (TRL's mixture_coef)
 */
public record GeometricMixture(double weight) implements Serializable {

  /** Checks the weight. */
  public GeometricMixture {
    if (!(weight >= 0 && weight <= 1)) {
      throw new InputException(
          "The weight of a mixture is " + weight + "; it must be at least 0 and at most 1");
    }
  }

  /**
   * Mixes logits of the same tokens.
   *
   * @param policy replaced by the mixture's
   * @param reference as many
   */
  public void mix(float[] policy, float[] reference) {
    for (int i = 0; i < policy.length; i++) {
      policy[i] = (float) ((1 - weight) * policy[i] + weight * reference[i]);
    }
  }
}
