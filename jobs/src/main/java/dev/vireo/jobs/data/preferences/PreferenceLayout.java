package dev.vireo.jobs.data.preferences;

/** How a source of preferences is laid out. */
public enum PreferenceLayout {
  /** A pair in each row: prompt, chosen, rejected. */
  PAIRS,
  /**
   * As in GSM8K's model_solutions.jsonl: a question in each row, and solutions by several models,
   * each with {@code is_correct} and {@code solution}. Every correct one is preferred to every
   * incorrect one.
   */
  GSM8K_SOLUTIONS
}
