package dev.vireo.jobs.prompts;

/** What happens to a row that does not fit. */
public enum Misfit {
  /** The stage ends with a message that names the row. */
  ERROR,
  /** The row is left out and counted. */
  DROP
}
