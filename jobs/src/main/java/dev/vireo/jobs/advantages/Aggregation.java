package dev.vireo.jobs.advantages;

/** How several rewards of a completion become one. */
public enum Aggregation {
  /** The weighted sum of their values; advantages normalize it. */
  SUM_THEN_NORMALIZE,
  /** Each is normalized in its group, and then their weighted sum in the batch (GDPO). */
  NORMALIZE_THEN_SUM
}
