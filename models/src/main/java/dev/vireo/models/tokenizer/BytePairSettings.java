package dev.vireo.models.tokenizer;

import dev.vireo.algorithms.InputException;
import java.util.List;

/**
 * Settings for training a byte-level byte-pair vocabulary.
 *
 * @param vocabularySize total number of tokens: 256 bytes, merges and special tokens; fewer if the
 *     corpus runs out of pairs
 * @param minimumCount pairs that occur less often are not merged
 * @param specialTokens special tokens, which get the last ids
 * @param endOfSequence one of the special tokens
 */
public record BytePairSettings(
    int vocabularySize, int minimumCount, List<String> specialTokens, String endOfSequence) {
  static final int BYTES = 256;

  /**
   * @throws InputException if a value is impossible
   */
  public BytePairSettings {
    specialTokens = SpecialTokens.check(specialTokens, endOfSequence);
    if (vocabularySize < BYTES + specialTokens.size()) {
      throw new InputException(
          "A byte-level vocabulary has at least "
              + (BYTES + specialTokens.size())
              + " tokens (256 bytes and the special tokens), not "
              + vocabularySize);
    }
    if (minimumCount < 1) {
      throw new InputException("minimumCount " + minimumCount + " is not positive");
    }
  }

  /** 2,048 tokens, pairs that occur at least twice, {@code <|endoftext|>}. */
  public static BytePairSettings defaults() {
    return new BytePairSettings(
        2_048, 2, List.of(ByteTokenizer.END_OF_TEXT), ByteTokenizer.END_OF_TEXT);
  }

  /** A copy of these settings with another vocabulary size. */
  public BytePairSettings withVocabularySize(int size) {
    return new BytePairSettings(size, minimumCount, specialTokens, endOfSequence);
  }
}
