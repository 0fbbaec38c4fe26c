package dev.vireo.jobs.rewards.model;

import dev.vireo.models.scoring.TokenSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which texts of a chunk go through the layers together. The longest come first, those of one
 * length in the chunk's order; a batch is closed where the next text would take it beyond the
 * limit, as its longest is what all are padded to. So batches, and with them the last bits of a
 * score, depend on the lengths in the chunk and on the limit, and on nothing else.
 */
final class TokenBatches {
  private TokenBatches() {}

  /**
   * Sequences in batches.
   *
   * @param all in the chunk's order
   * @param batches positions in {@code all}
   */
  record Sequences(List<TokenSequence> all, List<List<Integer>> batches) {

    /** Those of each batch. */
    List<List<TokenSequence>> cut() {
      return batches.stream().map(batch -> batch.stream().map(all::get).toList()).toList();
    }

    /** What the batches have come to, in the chunk's order. */
    double[][] inOrder(List<double[][]> found) {
      double[][] ordered = new double[all.size()][];
      for (int batch = 0; batch < batches.size(); batch++) {
        for (int row = 0; row < found.get(batch).length; row++) {
          ordered[batches.get(batch).get(row)] = found.get(batch)[row];
        }
      }
      return ordered;
    }
  }

  /** Cuts sequences into batches. */
  static Sequences of(List<TokenSequence> sequences, int limit) {
    int[] lengths = sequences.stream().mapToInt(TokenSequence::length).toArray();
    return new Sequences(sequences, cut(lengths, limit));
  }

  /**
   * Cuts texts into batches.
   *
   * @param lengths in tokens
   * @param limit tokens of a batch with padding; a longer text is its own batch
   * @return positions in {@code lengths}
   */
  static List<List<Integer>> cut(int[] lengths, int limit) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> lengths[i]).reversed())
            .toList();
    List<List<Integer>> batches = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= order.size(); to++) {
      long padded = (to - from + 1L) * lengths[order.get(from)];
      if (to == order.size() || padded > limit) {
        batches.add(order.subList(from, to));
        from = to;
      }
    }
    return batches;
  }
}
