package dev.vireo.jobs.rewards.functions;

/** On which side of a target a length loses reward. */
public enum LengthSide {
  /** Longer and shorter ones. */
  BOTH,
  /** Longer ones. */
  ABOVE,
  /** Shorter ones. */
  BELOW
}
