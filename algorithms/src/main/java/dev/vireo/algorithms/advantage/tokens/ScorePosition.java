package dev.vireo.algorithms.advantage.tokens;

/** Which state of a completion is given its score. */
public enum ScorePosition {
  /** The last token that the policy wrote. */
  LAST_TOKEN,
  /**
   * One past the last token (TRL 1.12, DeepSpeed-Chat): the state after it, whose value then stands
   * between the score and the completion, so that the score reaches the last token times gamma
   * lambda. A completion that fills its length has no such state, and its last token is given the
   * score.
   */
  AFTER_LAST;

  /**
   * How many states of a completion have a value.
   *
   * @param tokens its tokens
   * @param full whether it fills the length that it may have
   */
  public int states(int tokens, boolean full) {
    return this == AFTER_LAST && !full && tokens > 0 ? tokens + 1 : tokens;
  }
}
