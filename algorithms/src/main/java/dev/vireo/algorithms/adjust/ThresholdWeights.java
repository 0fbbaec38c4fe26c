package dev.vireo.algorithms.adjust;

/** How much each threshold of {@link Thresholds} counts. */
public enum ThresholdWeights {
  /** All the same: how often a reward is exceeded, not by how much (arXiv 2605.12667). */
  EQUAL,
  /** One alone, which a top share chooses. */
  ONE_HOT,
  /** In proportion to the gap below it: the reward itself, so that nothing changes. */
  GAP
}
