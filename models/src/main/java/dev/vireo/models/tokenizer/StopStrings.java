package dev.vireo.models.tokenizer;

import dev.vireo.algorithms.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Texts that end a completion: it ends with the token that completes one, so the text is part of
 * it, and so is what that token holds beyond the text. transformers ends there too. Special tokens,
 * which decoding leaves out, neither begin nor break such a text.
 *
 * <p>Whether a completion ends depends on its own tokens alone. For one thread at a time.
 */
public final class StopStrings {
  /** Bytes of a character, and so tokens that one may be in. */
  private static final int LONGEST_CHARACTER = 4;

  private static final String BEFORE = "a";
  private static final char BROKEN = '\uFFFD';

  private final List<String> strings;
  private final Tokenizer tokenizer;
  private final int longest;

  /** Whether a token holds text when it stands alone. */
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

  /** No text ends a completion. */
  public static StopStrings none() {
    return new StopStrings(List.of(), null);
  }

  /**
   * Any of these texts does.
   *
   * @param tokenizer of the policy; it must not be closed while these are in use
   * @throws InputException if a text is empty
   */
  public static StopStrings of(List<String> strings, Tokenizer tokenizer) {
    if (strings.contains("")) {
      throw new InputException("A stop text is empty; give it at least one character");
    }
    return strings.isEmpty() ? none() : new StopStrings(strings, tokenizer);
  }

  /**
   * Whether the last token completes a text that ends a completion.
   *
   * @param tokenIds a completion's tokens
   * @param length how many of them there are
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
      // Some decoders give up on all bytes of a run that begins within a character.
    }
    return false;
  }

  /** The text of tokens that go on from others: a space at its beginning is part of it. */
  private String text(int[] tokenIds) {
    if (!tokenizer.marksBeginnings()) {
      return tokenizer.decode(tokenIds);
    }
    int[] before = tokenizer.encode(BEFORE);
    int[] all = IntStream.concat(IntStream.of(before), IntStream.of(tokenIds)).toArray();
    return tokenizer.decode(all).substring(tokenizer.decode(before).length());
  }

  /** How many tokens a completion keeps, the one that ends it included; all where none does. */
  public int keptOf(int[] tokenIds) {
    int length = 1;
    while (length < tokenIds.length && !end(tokenIds, length)) {
      length++;
    }
    return Math.min(length, tokenIds.length);
  }

  /**
   * From where on the tokens hold any such text that the last of them completes: a token with text
   * holds at least a byte of it. One more, since decoding may treat its first token differently.
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
