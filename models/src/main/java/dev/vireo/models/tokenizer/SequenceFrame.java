package dev.vireo.models.tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The special tokens that a tokenizer adds around a complete text, as transformers' {@code
 * tokenizer(text)} does: for most Llama and Mistral models, a beginning-of-sequence token. They are
 * defined by the post-processor of {@code tokenizer.json}; if there is one, {@code add_bos_token}
 * and {@code add_eos_token} of {@code tokenizer_config.json} are ignored, as in transformers 5. The
 * arrays are not copied.
 *
 * @param before tokens in front of the text's tokens
 * @param after tokens after the text's tokens
 */
public record SequenceFrame(int[] before, int[] after) {
  private static final SequenceFrame NONE = new SequenceFrame(new int[0], new int[0]);

  /** A frame that adds nothing. */
  public static SequenceFrame none() {
    return NONE;
  }

  /** Whether the frame adds nothing. */
  public boolean isEmpty() {
    return before.length == 0 && after.length == 0;
  }

  /** The tokens of a complete text, with the frame around them. */
  public int[] around(int[] tokens) {
    return closed(opened(tokens));
  }

  /** The tokens of the first part of a text, with the frame's tokens before them. */
  public int[] opened(int[] tokens) {
    return before.length == 0 ? tokens : join(before, tokens);
  }

  /** The tokens of the last part of a text, with the frame's tokens after them. */
  public int[] closed(int[] tokens) {
    return after.length == 0 ? tokens : join(tokens, after);
  }

  /** The tokens without the frame; unchanged if the frame is not around them. */
  public int[] inside(int[] tokens) {
    int end = tokens.length - after.length;
    if (isEmpty() || end < before.length) {
      return tokens;
    }
    int[] inside = IntStream.range(before.length, end).map(i -> tokens[i]).toArray();
    return Arrays.equals(around(inside), tokens) ? inside : tokens;
  }

  /** The tokens followed by an end token, which is not repeated. */
  public static int[] ended(int[] tokens, int end) {
    return tokens.length > 0 && tokens[tokens.length - 1] == end
        ? tokens
        : join(tokens, new int[] {end});
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
