package dev.vireo.algorithms.adjust;

/** Treatment of equal rewards, which the published model only requires to stay in weak order. */
public enum Ties {
  /** Equal rewards stay equal, moving together. The default. */
  MERGE,
  /**
   * Equal rewards may become different, as in the published model: those that come first in the
   * group are raised first. Their order is then arbitrary.
   */
  SPLIT
}
