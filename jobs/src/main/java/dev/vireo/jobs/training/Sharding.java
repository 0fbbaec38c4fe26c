package dev.vireo.jobs.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a step's bundles are shared out among its shards. Within a shard the longest come first, and
 * those of equal length keep their order, so that a micro-batch's rows are of like length.
 */
enum Sharding {
  /** Neighbours stay together, as many tokens in each shard: a chunk is read by few of them. */
  CONSECUTIVE {
    @Override
    List<List<Bundle>> cut(List<Bundle> bundles, int count) {
      long total = bundles.stream().mapToLong(Bundle::tokens).sum();
      List<List<Bundle>> shards = new ArrayList<>(count);
      int next = 0;
      long before = 0;
      for (int shard = 0; shard < count; shard++) {
        List<Bundle> members = new ArrayList<>();
        boolean last = shard == count - 1;
        while (next < bundles.size()) {
          long middle = before + bundles.get(next).tokens() / 2;
          if (!last && middle * count >= total * (shard + 1)) {
            break;
          }
          before += bundles.get(next).tokens();
          members.add(bundles.get(next++));
        }
        shards.add(longestFirst(members));
      }
      return List.copyOf(shards);
    }
  },

  /** Dealt out like cards, the longest first: for bundles that lie anywhere. */
  DEALT {
    @Override
    List<List<Bundle>> cut(List<Bundle> bundles, int count) {
      List<Bundle> ordered = longestFirst(bundles);
      List<List<Bundle>> shards = new ArrayList<>(count);
      for (int shard = 0; shard < count; shard++) {
        List<Bundle> members = new ArrayList<>();
        for (int place = shard; place < ordered.size(); place += count) {
          members.add(ordered.get(place));
        }
        shards.add(List.copyOf(members));
      }
      return List.copyOf(shards);
    }
  };

  /** Whole bundles only; a shard may be empty. */
  abstract List<List<Bundle>> cut(List<Bundle> bundles, int count);

  private static List<Bundle> longestFirst(List<Bundle> bundles) {
    return bundles.stream().sorted(Comparator.comparingInt(Bundle::longest).reversed()).toList();
  }
}
