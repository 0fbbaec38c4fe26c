package dev.vireo.models.tokenizer;

import dev.vireo.algorithms.InputException;
import java.util.List;

/**
 * How to train a byte-level byte-pair vocabulary.
 *
 * @param vocabularySize tokens in all: 256 bytes, merges, special tokens; fewer if the corpus has
 *     no more pairs
 * @param minimumCount a pair seen less often is not merged
 * @param specialTokens their ids are the last ones
 * @param endOfSequence one of them
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

  /** 2,048 tokens, pairs seen at least twice, {@code <|endoftext|>}. */
  public static BytePairSettings defaults() {
    return new BytePairSettings(
        2_048, 2, List.of(ByteTokenizer.END_OF_TEXT), ByteTokenizer.END_OF_TEXT);
  }

  /** These settings with another size. */
  public BytePairSettings withVocabularySize(int size) {
    return new BytePairSettings(size, minimumCount, specialTokens, endOfSequence);
  }
}
