package dev.vireo.jobs.data.source;

/** What happens to a row that is longer than the limit. */
public enum LengthPolicy {
  /** Nothing is made, and the row is named. */
  ERROR,
  /** The row is left out and counted. */
  DROP
}
