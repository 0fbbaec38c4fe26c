package dev.vireo.algorithms.adjust;

/** The weight of each completion in its group's mean and variance. */
public enum WeightPolicy {
  /**
   * The reference policy's probability of the whole completion, divided by the group's sum (arXiv
   * 2505.23247, Algorithm 3). With long completions, one of them takes nearly all of the weight.
   */
  REFERENCE,
  /** Equal weights. */
  UNIFORM,
  /** Proportional to the exponential of the reference policy's mean token log-probability. */
  LENGTH_NORMALISED;

  /**
   * Whether the weights need the reference policy's log-probabilities.
   *
   * @return true for all but {@link #UNIFORM}
   */
  public boolean needsLogprobs() {
    return this != UNIFORM;
  }

  /**
   * The weights of one group.
   *
   * @param sumLogprobs [G] the reference policy's log-probability of each whole completion, in nats
   * @param lengths [G] number of tokens of each completion
   * @return [G] weights that sum to 1
   * @throws dev.vireo.algorithms.InputException as in {@link CompletionWeights}
   */
  public double[] weights(double[] sumLogprobs, int[] lengths) {
    return switch (this) {
      case REFERENCE -> CompletionWeights.fromLogprobs(sumLogprobs);
      case UNIFORM -> CompletionWeights.uniform(sumLogprobs.length);
      case LENGTH_NORMALISED -> CompletionWeights.lengthNormalised(sumLogprobs, lengths);
    };
  }
}
