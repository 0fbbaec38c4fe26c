package dev.vireo.jobs.data.preferences;

/** What happens to a prompt and completion that together exceed the limit of tokens. */
public enum LongExamples {
  /** Nothing is made, and the rows are named. */
  ERROR,
  /** The row is left out and counted. */
  DROP,
  /**
   * Completions are cut at the limit and counted; a row whose prompt alone reaches it is left out
   * and counted. As TRL does.
   */
  TRUNCATE
}
