package dev.vireo.models.tokenizer;

import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Strings that stop a completion. A completion ends with the token that completes a stop string, as
 * in transformers; it keeps the string and any further text of that token. Special tokens are
 * ignored, since decoding skips them.
 *
 * <p>Whether a completion stops depends on its own tokens alone. For one thread at a time.
 */
public final class StopStrings {
  /** Bytes of the longest character, and so the most tokens that a character can span. */
  private static final int LONGEST_CHARACTER = 4;

  private static final String BEFORE = "a";
  private static final char BROKEN = '\uFFFD';

  private final List<String> strings;
  private final Tokenizer tokenizer;
  private final int longest;

  /** Whether a token decodes to any text by itself. */
  private final Map<Integer, Boolean> hasText = new HashMap<>();

  private StopStrings(List<String> strings, Tokenizer tokenizer) {
    this.strings = List.copyOf(strings);
    this.tokenizer = tokenizer;
    this.longest =
        strings.stream()
            .mapToInt(string -> string.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElse(0);
  }

  /** No stop strings. */
  public static StopStrings none() {
    return new StopStrings(List.of(), null);
  }

  /**
   * A completion stops at any of these strings.
   *
   * @param tokenizer the policy's tokenizer, which must stay open while this object is in use
   * @throws InputException if a string is empty
   */
  public static StopStrings of(List<String> strings, Tokenizer tokenizer) {
    if (strings.contains("")) {
      throw new InputException("A stop text is empty; give it at least one character");
    }
    return strings.isEmpty() ? none() : new StopStrings(strings, tokenizer);
  }

  /**
   * Whether the last token completes a stop string.
   *
   * @param tokenIds a completion's tokens
   * @param length number of tokens to consider
   */
  public boolean end(int[] tokenIds, int length) {
    if (strings.isEmpty() || length == 0) {
      return false;
    }
    int from = tail(tokenIds, length);
    for (int earlier = 0; earlier < LONGEST_CHARACTER && earlier <= from; earlier++) {
      String tail = text(Arrays.copyOfRange(tokenIds, from - earlier, length));
      if (strings.stream().anyMatch(tail::contains)) {
        return true;
      }
      if (tail.indexOf(BROKEN) < 0) {
        return false;
      }
      // Some decoders replace all bytes of a run that starts inside a character, so start earlier.
    }
    return false;
  }

  /** The text of tokens in the middle of a sequence, including a leading space. */
  private String text(int[] tokenIds) {
    if (!tokenizer.marksBeginnings()) {
      return tokenizer.decode(tokenIds);
    }
    int[] before = tokenizer.encode(BEFORE);
    int[] all = IntStream.concat(IntStream.of(before), IntStream.of(tokenIds)).toArray();
    return tokenizer.decode(all).substring(tokenizer.decode(before).length());
  }

  /**
   * The number of tokens up to and including the one that stops the completion; all if none does.
   */
  public int keptOf(int[] tokenIds) {
    int length = 1;
    while (length < tokenIds.length && !end(tokenIds, length)) {
      length++;
    }
    return Math.min(length, tokenIds.length);
  }

  /**
   * The index from which the tokens contain every stop string that the last token can complete.
   * Each token with text contributes at least one byte; one more token is included because decoding
   * may treat the first one differently.
   */
  private int tail(int[] tokenIds, int length) {
    int from = length;
    int found = 0;
    while (from > 0 && found <= longest) {
      from--;
      if (hasText.computeIfAbsent(tokenIds[from], this::holdsText)) {
        found++;
      }
    }
    return from;
  }

  private boolean holdsText(int tokenId) {
    return !tokenizer.decode(new int[] {tokenId}).isEmpty();
  }
}
