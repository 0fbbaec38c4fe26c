package dev.vireo.jobs.data.preferences;

/** What is said of a single completion. */
public enum Verdict {
  /** Whether it is desirable: the column that {@code label-column} names. */
  LABEL,
  /** What it is worth, a number: the column that {@code rating-column} names. */
  RATING
}
