package dev.vireo.jobs.training;

import java.util.TreeMap;

/**
 * Adds shards in their order, however they come: one that comes before its turn waits. An element's
 * sum so has the same bits each time.
 */
final class InOrder {
  private final TreeMap<Integer, ShardGradient> early = new TreeMap<>();
  private ShardGradient total = ShardGradient.empty();
  private int next = 0;

  /** Adds a shard's gradient, which is given up, once all before it are there. */
  void add(int shard, ShardGradient gradient) {
    early.put(shard, gradient);
    while (early.containsKey(next)) {
      total = total.plus(early.remove(next++));
    }
  }

  /** The sum of the shards added. */
  ShardGradient total() {
    return total;
  }
}
