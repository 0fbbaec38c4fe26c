package dev.vireo.models.tokenizer;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * Converts text to token ids and back. Nothing is truncated or padded. Encoding adds no tokens; a
 * special token appears only where the text contains it. {@link #frame} has the special tokens that
 * belong around a complete text. All methods except {@link #close} may be called from several
 * threads at once.
 */
public interface Tokenizer extends AutoCloseable {

  /** Encodes a text. A lone surrogate, which UTF-8 cannot represent, is read as U+FFFD. */
  int[] encode(String text);

  /**
   * Encodes a text that continues another, such as a completion. SentencePiece-style tokenizers add
   * a space at the beginning of every text, which must not happen in the middle of one.
   */
  default int[] encodeContinuation(String text) {
    return encode(text);
  }

  /** Whether {@link #encodeContinuation} differs from {@link #encode}. */
  default boolean marksBeginnings() {
    return false;
  }

  /** The special tokens around a complete text. */
  default SequenceFrame frame() {
    return SequenceFrame.none();
  }

  /**
   * Decodes tokens, without special tokens. Invalid UTF-8 becomes U+FFFD; ids beyond the
   * vocabulary, which a padded embedding can produce, decode to nothing.
   *
   * @throws IllegalArgumentException if an id is negative
   */
  default String decode(int[] tokenIds) {
    return decode(tokenIds, true);
  }

  /**
   * Decodes tokens.
   *
   * @param skipSpecialTokens whether special tokens are skipped; otherwise their texts are included
   * @throws IllegalArgumentException if an id is negative
   */
  String decode(int[] tokenIds, boolean skipSpecialTokens);

  /** The largest token id plus one. */
  int vocabularySize();

  /**
   * The token that ends a sequence.
   *
   * @throws dev.vireo.algorithms.InputException if the tokenizer does not name one
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
   * The id of a special token such as {@code <|im_end|>}; empty if this tokenizer does not have it.
   */
  OptionalInt specialToken(String content);

  /**
   * The files from which a model directory can load this tokenizer again, by their Hugging Face
   * names.
   *
   * <p>Transformers 5 loads them unchanged next to a Llama or Mistral config.json. Next to a Qwen2
   * config.json it replaces normalisation and splitting by Qwen2's own, so a vocabulary trained by
   * Vireo belongs with {@code llama}.
   */
  SortedMap<String, byte[]> files();

  /** Frees native memory, if any. Calling it twice is harmless. */
  @Override
  void close();

  /**
   * Loads the tokenizer of a model directory.
   *
   * @throws dev.vireo.algorithms.InputException if there is none or it cannot be used
   */
  static Tokenizer load(Path directory) {
    return TokenizerLoader.load(directory);
  }
}
