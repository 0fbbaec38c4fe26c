package dev.vireo.reports.completions;

/** A number that each completion of an iteration has, by which completions are put in order. */
public enum Measure {
  /** Weighted sum of the rewards. */
  REWARD,

  /** The reward after adjustment. */
  ADJUSTED_REWARD,

  /** What the update takes each token of the completion for. */
  ADVANTAGE,

  /** Estimate of KL(sampling policy || reference policy), in nats: see {@link Sample#kl}. */
  KL,

  /** How many tokens it has. */
  LENGTH
}
