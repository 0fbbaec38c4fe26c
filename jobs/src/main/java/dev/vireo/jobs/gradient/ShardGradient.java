package dev.vireo.jobs.gradient;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one shard, or the fold of several, has to say.
 *
 * @param gradient d loss / d parameter in layout order; empty where there was nothing to do
 * @param sums named sums (loss, tokens, ...), each added in shard order
 */
public record ShardGradient(float[] gradient, Map<String, Double> sums) implements Serializable {

  /** What travels instead. */
  private record Packed(PackedFloats gradient, TreeMap<String, Double> sums)
      implements Serializable {
    Object readResolve() {
      return new ShardGradient(gradient.values(), sums);
    }
  }

  Object writeReplace() {
    return new Packed(new PackedFloats(gradient), new TreeMap<>(sums));
  }

  /** No groups, no gradient. */
  public static ShardGradient empty() {
    return new ShardGradient(new float[0], Map.of());
  }

  /** Adds a later shard: into this one's array, which is given up. */
  ShardGradient plus(ShardGradient later) {
    Map<String, Double> total = new TreeMap<>(sums);
    later.sums.forEach((name, value) -> total.merge(name, value, Double::sum));
    if (gradient.length == 0) {
      return new ShardGradient(later.gradient, total);
    }
    for (int i = 0; i < later.gradient.length; i++) {
      gradient[i] += later.gradient[i];
    }
    return new ShardGradient(gradient, total);
  }
}
