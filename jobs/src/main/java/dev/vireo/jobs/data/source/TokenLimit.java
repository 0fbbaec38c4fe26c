package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * How long records may be.
 *
 * @param tokens the most; 0 for any length
 * @param excessOfOne what is said of one that is longer: {@code is longer than 512 tokens}
 * @param excess what is said of several
 * @param advice how to let them pass, or do without them
 */
public record TokenLimit(int tokens, String excessOfOne, String excess, String advice)
    implements Serializable {
  /** Any length. */
  public static final TokenLimit NONE = new TokenLimit(0, "", "", "");

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
          "the token limit is %d; it must be at least 1, or 0 for none".formatted(tokens));
    }
    return tokens == 0
        ? NONE
        : new TokenLimit(
            tokens,
            "is longer than " + Counted.of(tokens, "tokens"),
            "are longer than " + Counted.of(tokens, "tokens"),
            "raise %s.%s, or set %s.too-long: drop".formatted(what, key, what));
  }

  /** The lower of both limits. */
  public TokenLimit and(TokenLimit other) {
    return tokens == 0 || (other.tokens > 0 && other.tokens < tokens) ? other : this;
  }

  /** How many records are longer, up to where their places are to be named. */
  String exceeding(long count, String what) {
    return count == 1
        ? "%s %s:".formatted(Counted.of(count, what), excessOfOne)
        : "%s %s, first".formatted(Counted.of(count, what), excess);
  }

  /** Whether a record is longer. */
  public boolean isExceededBy(int length) {
    return tokens > 0 && length > tokens;
  }
}
