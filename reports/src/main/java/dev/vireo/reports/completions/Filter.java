package dev.vireo.reports.completions;

/** A property that some completions of an iteration have. */
public enum Filter {
  /** It ended because it was as long as completions may be. */
  TRUNCATED,

  /**
   * Its reward differs from another's of its group, by at most a hundredth of the group's range of
   * rewards: variance increase may send two such completions to opposite ends.
   */
  NEAR_TIES,

  /** Another completion of its group has the same text. */
  DUPLICATES,

  /** Its group carries no signal, for the reason that {@link Group#filtered} names. */
  FILTERED
}
