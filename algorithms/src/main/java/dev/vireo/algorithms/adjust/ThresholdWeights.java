package dev.vireo.algorithms.adjust;

/** Weights of the thresholds in {@link Thresholds}. */
public enum ThresholdWeights {
  /** Equal weights: counts how often a reward is exceeded, not by how much (arXiv 2605.12667). */
  EQUAL,
  /** A single threshold, chosen by the top share. */
  ONE_HOT,
  /** Proportional to the gap below the threshold: gives the reward itself, so nothing changes. */
  GAP
}
