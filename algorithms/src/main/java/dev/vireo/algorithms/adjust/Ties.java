package dev.vireo.algorithms.adjust;

/** What becomes of equal rewards, which the published model only asks to be kept in weak order. */
public enum Ties {
  /** Equal rewards stay equal: they move together. The default. */
  MERGE,
  /**
   * Equal rewards may come out different, as in the published model: those that come first in the
   * group are raised first. Their order then is noise.
   */
  SPLIT
}
