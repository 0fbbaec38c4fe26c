package dev.vireo.models.scoring;

import java.io.Serializable;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A prompt and one completion of it. The arrays are not copied, and must not change while in use.
 *
 * @param promptTokenIds at least one
 * @param completionTokenIds may be empty
 * @param outputs places in the completion, ascending, at which the model's head is asked: for the
 *     log-probability of the token there, or for the values after it; -1, for values alone, is the
 *     prompt's last token
 */
public record TokenSequence(int[] promptTokenIds, int[] completionTokenIds, int[] outputs)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if the prompt is empty: nothing would predict the first token;
   *     or a place is outside the completion
   */
  public TokenSequence {
    Objects.requireNonNull(completionTokenIds, "completionTokenIds");
    if (promptTokenIds.length == 0) {
      throw new IllegalArgumentException("The prompt has no tokens");
    }
    for (int place : outputs) {
      Objects.checkIndex(place + 1, completionTokenIds.length + 1);
    }
  }

  /**
   * A sequence that a scalar head values state by state: before each token of the completion, then
   * after its last one where there is one state more.
   *
   * @param states at most one more than the completion has tokens
   */
  public static TokenSequence ofStates(int[] promptTokenIds, int[] completionTokenIds, int states) {
    return new TokenSequence(
        promptTokenIds, completionTokenIds, IntStream.range(-1, states - 1).toArray());
  }

  /**
   * The same where only some tokens of the completion have a state: the one before each of these,
   * then the one after the last of them where there is one state more.
   *
   * @param tokens places of these tokens in the completion, ascending
   * @param states at most one more than there are such tokens
   */
  public static TokenSequence ofStates(
      int[] promptTokenIds, int[] completionTokenIds, int[] tokens, int states) {
    return new TokenSequence(
        promptTokenIds,
        completionTokenIds,
        IntStream.range(0, states)
            .map(state -> state < tokens.length ? tokens[state] - 1 : tokens[state - 1])
            .toArray());
  }

  /** A sequence whose completion is asked for at every token. */
  public TokenSequence(int[] promptTokenIds, int[] completionTokenIds) {
    this(
        promptTokenIds,
        completionTokenIds,
        IntStream.range(0, completionTokenIds.length).toArray());
  }

  /** Tokens of prompt and completion. */
  public int length() {
    return promptTokenIds.length + completionTokenIds.length;
  }
}
