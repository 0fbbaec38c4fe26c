package dev.vireo.jobs.rewards.functions;

/** What a length is counted in. */
public enum LengthUnit {
  /** The completion's tokens, end-of-sequence included. */
  TOKENS,
  /** Characters, as people count them. */
  CHARACTERS
}
