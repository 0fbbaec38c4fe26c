package dev.vireo.models.scoring;

import java.io.Serializable;
import java.util.Objects;

/**
 * A prompt and one completion of it. The arrays are not copied, and must not change while in use.
 *
 * @param promptTokenIds at least one
 * @param completionTokenIds those that are scored; may be empty
 */
public record TokenSequence(int[] promptTokenIds, int[] completionTokenIds)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if the prompt is empty: nothing would predict the first token
   */
  public TokenSequence {
    Objects.requireNonNull(completionTokenIds, "completionTokenIds");
    if (promptTokenIds.length == 0) {
      throw new IllegalArgumentException("The prompt has no tokens");
    }
  }

  /** Tokens of both. */
  public int length() {
    return promptTokenIds.length + completionTokenIds.length;
  }
}
