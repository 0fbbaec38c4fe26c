package dev.vireo.jobs.data.source;

/** What happens when an id occurs more than once. */
public enum DuplicatePolicy {
  /** Nothing is made, and the ids are named. */
  ERROR,
  /** The first row with the id is kept. */
  KEEP_FIRST
}
