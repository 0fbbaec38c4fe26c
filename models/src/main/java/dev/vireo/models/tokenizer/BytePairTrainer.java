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
 * from single bytes, it repeatedly turns the most frequent adjacent pair into a token. Merges never
 * cross word boundaries. Each digit is a word of its own, so that a model sees numbers digit by
 * digit.
 *
 * <p>The result depends on the words and their counts, not on the order of the texts: among pairs
 * with equal counts, the one with the smaller ids wins.
 */
public final class BytePairTrainer {
  /**
   * A word is the ending of an English contraction, a run of letters or of marks with the space
   * before it, a single digit, or white space (whose last blank belongs to the following word).
   * tokenizer.json contains the same expression.
   */
  static final String SPLIT =
      "'(?:[sdmt]|ll|ve|re)|\\p{N}| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private static final Pattern WORD = Pattern.compile(SPLIT, Pattern.UNICODE_CHARACTER_CLASS);

  private BytePairTrainer() {}

  /** The words of a text, in order. */
  public static Stream<String> words(String text) {
    return WORD.matcher(Text.withoutLoneSurrogates(text)).results().map(MatchResult::group);
  }

  /**
   * Trains a vocabulary.
   *
   * @param counts how often each word occurs
   * @return a tokenizer with the vocabulary; the caller closes it
   */
  public static Tokenizer train(Map<String, Long> counts, BytePairSettings settings) {
    return TokenizerLoader.load("the trained vocabulary", trainFiles(counts, settings));
  }

  /**
   * Trains a vocabulary and writes it as tokenizer files.
   *
   * @param counts how often each word occurs
   * @return the tokenizer's files, as in {@link Tokenizer#files}
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
