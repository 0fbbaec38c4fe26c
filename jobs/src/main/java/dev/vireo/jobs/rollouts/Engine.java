package dev.vireo.jobs.rollouts;

/** Who samples an iteration's completions. */
public enum Engine {
  /** Vireo itself, within the Spark tasks. The same bits every time. */
  LOCAL,

  /**
   * A server that speaks OpenAI's completions. Of two attempts at a chunk the first to finish
   * counts, since no server promises to repeat itself.
   */
  OPENAI
}
