package dev.vireo.jobs.rewards.model;

/** What happens to a text that is longer than the reward model may see. */
public enum TooLong {
  /** The run stops, and the prompt is named. */
  ERROR,
  /** It has no reward. */
  NONE,
  /** Tokens are taken from its beginning. */
  CUT
}
