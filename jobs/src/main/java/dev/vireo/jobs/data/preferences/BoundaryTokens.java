package dev.vireo.jobs.data.preferences;

import dev.vireo.models.tokenizer.Tokenizer;
import java.io.Serializable;
import java.util.OptionalInt;

/**
 * The tokens that begin and end a sequence.
 *
 * @param begin the begin-of-sequence token; null if the tokenizer names none
 * @param end the end-of-sequence token
 */
public record BoundaryTokens(Integer begin, int end) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Those of a tokenizer.
   *
   * @throws dev.vireo.algorithms.InputException if it names no end-of-sequence token
   */
  public static BoundaryTokens of(Tokenizer tokenizer) {
    OptionalInt begin = tokenizer.namedBeginning();
    return new BoundaryTokens(
        begin.isPresent() ? Integer.valueOf(begin.getAsInt()) : null, tokenizer.endOfSequence());
  }

  /** For a stage's fingerprint. */
  String identity(SequenceEnds ends) {
    return ends == SequenceEnds.ALWAYS ? begin + "+" + end : Integer.toString(end);
  }
}
