package dev.vireo.algorithms.text;

import java.util.HashSet;
import java.util.Set;

/**
 * How repetitive a text is: the share of its word 4-grams that equal an earlier one. 0 for a text
 * of fewer than four words, close to 1 for one that keeps repeating itself.
 *
 * <p>A word is a run of characters between spaces and punctuation, regardless of case; an ideograph
 * is a word by itself.
 */
final class Repetition {

  private static final int WORDS = 4;

  /** Odd, so that every bit of a word's hash has an effect. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private Repetition() {}

  static double share(String text) {
    Set<Long> seen = new HashSet<>();
    long[] last = new long[WORDS];
    int words = 0;
    long word = 0;
    for (int at = 0; at <= text.length(); ) {
      int point = at == text.length() ? ' ' : text.codePointAt(at);
      at += at == text.length() ? 1 : Character.charCount(point);
      boolean alone = Character.isIdeographic(point);
      if (word != 0 && (alone || !Character.isLetterOrDigit(point))) {
        last[words++ % WORDS] = word;
        remember(last, words, seen);
        word = 0;
      }
      if (alone) {
        last[words++ % WORDS] = mixed(0, point);
        remember(last, words, seen);
      } else if (Character.isLetterOrDigit(point)) {
        word = mixed(word, Character.toLowerCase(point));
      }
    }
    int total = words - WORDS + 1;
    return total <= 0 ? 0 : (double) (total - seen.size()) / total;
  }

  private static void remember(long[] last, int words, Set<Long> seen) {
    if (words >= WORDS) {
      long hash = 0;
      for (int i = words - WORDS; i < words; i++) {
        hash = mixed(hash, last[i % WORDS]);
      }
      seen.add(hash);
    }
  }

  /** Never 0, which stands for no word. */
  private static long mixed(long hash, long more) {
    long product = (hash ^ more) * FACTOR + 1;
    long mixed = product ^ product >>> 29;
    return mixed == 0 ? 1 : mixed;
  }
}
