package dev.vireo.algorithms.advantage;

/** Where a penalty for the divergence from the reference policy enters the reward. */
public enum KlLevel {
  /** The sum over a completion's tokens is taken off its reward, before any baseline (RLOO). */
  COMPLETION,
  /**
   * Each token's is its own reward, and the completion's reward, less its baseline, comes with the
   * last token: a token's advantage is the sum of what follows it (REINFORCE++).
   */
  TOKEN
}
