package dev.vireo.models.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Trains a byte-level byte-pair vocabulary (Sennrich et al., arXiv 1508.07909, on bytes): starting
 * from single bytes, the most frequent adjacent pair becomes a token, again and again. Merges never
 * cross words; words are cut so that every digit stands alone, which lets a model see numbers digit
 * by digit.
 *
 * <p>The result depends on the words and how often they occur, not on the order of the texts: equal
 * counts are broken by the smaller ids.
 */
public final class BytePairTrainer {
  /**
   * A word is an English contraction's ending, letters or marks with the space before them, one
   * digit, or white space (its last blank stays with the word that follows). tokenizer.json states
   * the same expression.
   */
  static final String SPLIT =
      "'(?:[sdmt]|ll|ve|re)|\\p{N}| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final Pattern WORD = Pattern.compile(SPLIT, Pattern.UNICODE_CHARACTER_CLASS);

  private BytePairTrainer() {}

  /** The words of a text, one after the other. */
  public static Stream<String> words(String text) {
    return WORD.matcher(Text.withoutLoneSurrogates(text)).results().map(MatchResult::group);
  }

  /**
   * Trains on words.
   *
   * @param counts how often each word occurs
   * @return a tokenizer of the trained vocabulary; the caller closes it
   */
  public static Tokenizer train(Map<String, Long> counts, BytePairSettings settings) {
    return TokenizerLoader.load("the trained vocabulary", trainFiles(counts, settings));
  }

  /**
   * Trains on words and writes the vocabulary down.
   *
   * @param counts how often each word occurs
   * @return the tokenizer's files, as {@link Tokenizer#files} gives them
   */
  public static SortedMap<String, byte[]> trainFiles(
      Map<String, Long> counts, BytePairSettings settings) {
    List<byte[]> tokens = new ArrayList<>();
    for (int value = 0; value < BytePairSettings.BYTES; value++) {
      tokens.add(new byte[] {(byte) value});
    }
    int size = settings.vocabularySize() - settings.specialTokens().size();
    List<int[]> merges = new PairMerger(counts, tokens).merge(size, settings.minimumCount());
    return new ByteLevelFiles(
            tokens, merges, SPLIT, settings.specialTokens(), settings.endOfSequence())
        .files();
  }
}
