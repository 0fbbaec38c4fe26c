package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * How long records may be.
 *
 * @param tokens the most; 0 for any length
 * @param excess what is said of those that are longer: {@code are longer than 512 tokens}
 * @param advice how to let them pass, or do without them
 */
public record TokenLimit(int tokens, String excess, String advice) implements Serializable {
  /** Any length. */
  public static final TokenLimit NONE = new TokenLimit(0, "", "");

  /**
   * A limit that the settings give.
   *
   * @param what what the records are, as the settings call them: {@code prompts}
   * @param key the setting's key there
   * @param tokens its value; 0 for any length
   */
  public static TokenLimit setting(String what, String key, int tokens) {
    if (tokens < 0) {
      throw new InputException(
          "%s: the limit of tokens is %d; it must be at least 1, or 0 for none"
              .formatted(what, tokens));
    }
    return tokens == 0
        ? NONE
        : new TokenLimit(
            tokens,
            "are longer than %d tokens".formatted(tokens),
            "raise %s.%s, or set %s.too-long: drop".formatted(what, key, what));
  }

  /** The lower of both limits. */
  public TokenLimit and(TokenLimit other) {
    return tokens == 0 || (other.tokens > 0 && other.tokens < tokens) ? other : this;
  }

  /** Whether a record is longer. */
  public boolean isExceededBy(int length) {
    return tokens > 0 && length > tokens;
  }
}
