package dev.vireo.jobs.rewards.functions;

import java.io.Serializable;

/**
 * Options of a reward of type {@code math}.
 *
 * @param mustStop whether completions that ran into the length limit get 0
 */
public record MathAnswerOptions(boolean mustStop) implements Serializable {

  /** The defaults. */
  public static MathAnswerOptions defaults() {
    return new MathAnswerOptions(false);
  }
}
