package dev.vireo.algorithms.loss.policy;

/** What one probability ratio stands for. */
public enum RatioLevel {
  /** Each token has its own: exp(logprob - oldLogprob). */
  TOKEN,
  /**
   * All tokens of a sequence share the exponential of the mean of logprob - oldLogprob (GSPO, arXiv
   * 2507.18071).
   */
  SEQUENCE
}
