package dev.vireo.models.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /**
   * Trains on texts.
   *
   * @return a tokenizer of the trained vocabulary; the caller closes it
   */
  public static Tokenizer train(Iterable<String> texts, BytePairSettings settings) {
    return TokenizerLoader.load("the trained vocabulary", trainFiles(texts, settings));
  }

  /**
   * Trains on texts and writes the vocabulary down.
   *
   * @return the tokenizer's files, as {@link Tokenizer#files} gives them
   */
  public static SortedMap<String, byte[]> trainFiles(
      Iterable<String> texts, BytePairSettings settings) {
    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      Matcher words = WORD.matcher(Text.withoutLoneSurrogates(text));
      while (words.find()) {
        counts.merge(words.group(), 1, Integer::sum);
      }
    }
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
