package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Sums;
import java.io.Serializable;

/**
 * What one shard, or the fold of several, computed.
 *
 * @param gradient d loss / d parameter in layout order; empty where there was nothing to do
 * @param sums what the step's metrics are computed from, added in shard order
 */
public record ShardGradient(float[] gradient, Sums sums) implements Serializable {

  /** What travels instead. */
  private record Packed(PackedFloats gradient, Sums sums) implements Serializable {
    Object readResolve() {
      return new ShardGradient(gradient.values(), sums);
    }
  }

  Object writeReplace() {
    return new Packed(new PackedFloats(gradient), sums);
  }

  /** No examples, no gradient. */
  public static ShardGradient empty() {
    return new ShardGradient(new float[0], new Sums());
  }

  /** Adds a later shard: into this one's array and sums, which are given up. */
  ShardGradient plus(ShardGradient later) {
    Sums total = sums.merge(later.sums);
    if (gradient.length == 0) {
      return new ShardGradient(later.gradient, total);
    }
    for (int i = 0; i < later.gradient.length; i++) {
      gradient[i] += later.gradient[i];
    }
    return new ShardGradient(gradient, total);
  }
}
