package dev.vireo.models.tokenizer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The inner loop of byte-pair training. Each pair keeps its count and the words that contain it, so
 * that a merge touches only those words. A queue yields the most frequent pair; an entry with a
 * stale count is requeued when it comes up.
 */
final class PairMerger {
  private final List<byte[]> tokens;
  private final int[][] words;
  private final long[] wordCounts;
  private final Map<ByteBuffer, Integer> idOfBytes = new HashMap<>();
  private final Map<Long, Pair> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>(Candidate.ORDER);

  private record Candidate(long count, long key) {
    /** More frequent pairs first, then smaller ids. */
    static final Comparator<Candidate> ORDER =
        Comparator.comparingLong(Candidate::count).reversed().thenComparing(Candidate::key);
  }

  /** A pair's count and the words it has been seen in, with possible duplicates. */
  private static final class Pair {
    private long count;
    private int[] words = new int[4];
    private int size;

    void seenIn(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
      }
      words[size++] = word;
    }

    void forgetWords() {
      words = new int[4];
      size = 0;
    }
  }

  /**
   * @param counts how often each word occurs
   * @param tokens bytes of the existing tokens; new tokens are appended
   */
  PairMerger(Map<String, Long> counts, List<byte[]> tokens) {
    this.tokens = tokens;
    this.words = new int[counts.size()][];
    this.wordCounts = new long[counts.size()];
    for (int id = 0; id < tokens.size(); id++) {
      idOfBytes.put(ByteBuffer.wrap(tokens.get(id)), id);
    }
    int word = 0;
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      byte[] bytes = Text.utf8(entry.getKey());
      int[] symbols = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        symbols[i] = bytes[i] & 0xff;
      }
      words[word] = symbols;
      wordCounts[word] = entry.getValue();
      count(word, wordCounts[word]);
      for (int i = 0; i + 1 < symbols.length; i++) {
        pairs.get(key(symbols[i], symbols[i + 1])).seenIn(word);
      }
      word++;
    }
    pairs.forEach((key, pair) -> queue.add(new Candidate(pair.count, key)));
  }

  /**
   * Merges pairs until there are {@code size} tokens or no pair is frequent enough.
   *
   * @return the merged pairs, in order
   */
  List<int[]> merge(int size, int minimumCount) {
    List<int[]> merges = new ArrayList<>();
    while (tokens.size() < size && !queue.isEmpty()) {
      Candidate candidate = queue.poll();
      Pair pair = pairs.get(candidate.key);
      if (pair == null || pair.count < minimumCount) {
        continue;
      }
      if (pair.count != candidate.count) {
        queue.add(new Candidate(pair.count, candidate.key));
        continue;
      }
      int left = (int) (candidate.key >>> 32);
      int right = (int) candidate.key;
      int merged = token(left, right);
      merges.add(new int[] {left, right});
      Set<Long> changed = new HashSet<>();
      for (int i = 0; i < pair.size; i++) {
        mergeIn(pair.words[i], left, right, merged, changed);
      }
      pair.forgetWords();
      changed.forEach(key -> queue.add(new Candidate(pairs.get(key).count, key)));
    }
    return merges;
  }

  /**
   * The token for a merged pair. Pairs that spell the same bytes share a token, because a
   * vocabulary cannot list it twice.
   */
  private int token(int left, int right) {
    byte[] first = tokens.get(left);
    byte[] second = tokens.get(right);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return idOfBytes.computeIfAbsent(
        ByteBuffer.wrap(both),
        bytes -> {
          tokens.add(both);
          return tokens.size() - 1;
        });
  }

  private void mergeIn(int word, int left, int right, int merged, Set<Long> changed) {
    int[] old = words[word];
    int[] shorter = new int[old.length];
    int size = 0;
    for (int i = 0; i < old.length; i++) {
      if (i + 1 < old.length && old[i] == left && old[i + 1] == right) {
        shorter[size++] = merged;
        i++;
      } else {
        shorter[size++] = old[i];
      }
    }
    if (size == old.length) {
      return;
    }
    count(word, -wordCounts[word]);
    words[word] = Arrays.copyOf(shorter, size);
    count(word, wordCounts[word]);
    for (int i = 0; i + 1 < size; i++) {
      if (shorter[i] == merged || shorter[i + 1] == merged) {
        long key = key(shorter[i], shorter[i + 1]);
        pairs.get(key).seenIn(word);
        changed.add(key);
      }
    }
  }

  private void count(int word, long times) {
    int[] symbols = words[word];
    for (int i = 0; i + 1 < symbols.length; i++) {
      pairs.computeIfAbsent(key(symbols[i], symbols[i + 1]), key -> new Pair()).count += times;
    }
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }
}
