package dev.vireo.jobs.rewards.model;

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
