package dev.vireo.models.tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The special tokens that a tokenizer puts around a text that stands alone, as transformers' {@code
 * tokenizer(text)} does: a begin-of-sequence token in front, for most Llama and Mistral models. The
 * post-processor of {@code tokenizer.json} decides; {@code add_bos_token} and {@code add_eos_token}
 * of {@code tokenizer_config.json} are not read where there is one, neither here nor in
 * transformers 5. The arrays are not copied.
 *
 * @param before in front of the text's own tokens
 * @param after behind them
 */
public record SequenceFrame(int[] before, int[] after) {
  private static final SequenceFrame NONE = new SequenceFrame(new int[0], new int[0]);

  /** Nothing is added. */
  public static SequenceFrame none() {
    return NONE;
  }

  /** Whether nothing is added. */
  public boolean isEmpty() {
    return before.length == 0 && after.length == 0;
  }

  /** The tokens of a text with the frame around them. */
  public int[] around(int[] tokens) {
    return closed(opened(tokens));
  }

  /** The tokens of a text's beginning. */
  public int[] opened(int[] tokens) {
    return before.length == 0 ? tokens : join(before, tokens);
  }

  /** The tokens of a text's end. */
  public int[] closed(int[] tokens) {
    return after.length == 0 ? tokens : join(tokens, after);
  }

  /** Tokens without the frame, if it is around them; otherwise the tokens themselves. */
  public int[] inside(int[] tokens) {
    int end = tokens.length - after.length;
    if (isEmpty() || end < before.length) {
      return tokens;
    }
    int[] inside = IntStream.range(before.length, end).map(i -> tokens[i]).toArray();
    return Arrays.equals(around(inside), tokens) ? inside : tokens;
  }

  /** Tokens with an end after them, unless they have it already. */
  public static int[] ended(int[] tokens, int end) {
    return tokens.length > 0 && tokens[tokens.length - 1] == end
        ? tokens
        : join(tokens, new int[] {end});
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }
}
