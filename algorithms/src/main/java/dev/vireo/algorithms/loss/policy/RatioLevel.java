package dev.vireo.algorithms.loss.policy;

/** What one probability ratio stands for. */
public enum RatioLevel {
  /** Each token has its own: exp(logprob - oldLogprob). */
  TOKEN,
  /**
   * All tokens of a sequence share the exponential of the mean of logprob - oldLogprob (GSPO, arXiv
   * 2507.18071).
   */
  SEQUENCE,
  /**
   * All tokens of a sequence share the exponential of the sum of logprob - oldLogprob: the ratio of
   * the probabilities of the whole sequence, as in TRL's RLOO (arXiv 2402.14740). It grows with the
   * length, so that long completions are soon clipped.
   */
  SEQUENCE_SUM
}
