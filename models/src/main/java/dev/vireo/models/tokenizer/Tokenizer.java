package dev.vireo.models.tokenizer;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * Text to token ids and back. Nothing is truncated or padded, and encoding adds no token: special
 * tokens appear where the text spells them out. {@link #frame} has those that belong around a text
 * which stands alone. All methods but {@link #close} may be called from several threads at once.
 */
public interface Tokenizer extends AutoCloseable {

  /** The tokens of a text. A lone surrogate, which no UTF-8 text can hold, is read as U+FFFD. */
  int[] encode(String text);

  /**
   * The tokens of a text that goes on from another, such as a completion. Tokenizers of
   * SentencePiece's kind begin every text with a space, which must not be in the middle of one.
   */
  default int[] encodeContinuation(String text) {
    return encode(text);
  }

  /** Whether {@link #encodeContinuation} gives other tokens than {@link #encode}. */
  default boolean marksBeginnings() {
    return false;
  }

  /** The special tokens around a text that stands alone. */
  default SequenceFrame frame() {
    return SequenceFrame.none();
  }

  /**
   * The text of tokens, without special tokens. Bytes that are no UTF-8 become U+FFFD; ids beyond
   * the vocabulary, which a padded embedding can produce, hold no text.
   *
   * @throws IllegalArgumentException if an id is negative
   */
  default String decode(int[] tokenIds) {
    return decode(tokenIds, true);
  }

  /**
   * The text of tokens.
   *
   * @param skipSpecialTokens whether special tokens are left out or spelled out
   * @throws IllegalArgumentException if an id is negative
   */
  String decode(int[] tokenIds, boolean skipSpecialTokens);

  /** The largest token id plus one. */
  int vocabularySize();

  /**
   * The token that ends a sequence.
   *
   * @throws dev.vireo.algorithms.InputException if the tokenizer names none
   */
  int endOfSequence();

  /** The token that begins a sequence, if the tokenizer names one. */
  default OptionalInt namedBeginning() {
    return OptionalInt.empty();
  }

  /** The token that pads a sequence, if the tokenizer names one. */
  default OptionalInt namedPadding() {
    return OptionalInt.empty();
  }

  /** The token that ends a sequence, if the tokenizer names one. */
  OptionalInt namedEnd();

  /**
   * The id of a special token such as {@code <|im_end|>}, or nothing if it is not one of this
   * tokenizer's.
   */
  OptionalInt specialToken(String content);

  /**
   * The files a model directory needs to load this tokenizer again: names to content, as Hugging
   * Face names them.
   *
   * <p>Transformers 5 loads them unchanged beside a Llama or Mistral config.json; beside a Qwen2
   * one it puts Qwen2's own normalisation and splitting in their place, so a vocabulary of ours
   * belongs with {@code llama}.
   */
  SortedMap<String, byte[]> files();

  /** Frees native memory, if there is any. Calling it twice does no harm. */
  @Override
  void close();

  /**
   * The tokenizer of a model directory.
   *
   * @throws dev.vireo.algorithms.InputException if there is none or it cannot be used
   */
  static Tokenizer load(Path directory) {
    return TokenizerLoader.load(directory);
  }
}
