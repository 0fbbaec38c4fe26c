package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Sums;
import dev.vireo.models.parameters.ParameterSet;
import java.io.Serializable;

/**
 * What one shard, or the fold of several, computed.
 *
 * @param gradient d loss / d parameter; empty where there was nothing to do
 * @param sums what the step's metrics are computed from, added in shard order
 */
public record ShardGradient(ParameterSet gradient, Sums sums) implements Serializable {

  /** No examples, no gradient. */
  public static ShardGradient empty() {
    return new ShardGradient(ParameterSet.empty(), new Sums());
  }

  /** Adds a later shard: into this one's gradient and sums, which are given up. */
  ShardGradient plus(ShardGradient later) {
    Sums total = sums.merge(later.sums);
    if (gradient.isEmpty()) {
      return new ShardGradient(later.gradient, total);
    }
    if (!later.gradient.isEmpty()) {
      gradient.add(later.gradient);
    }
    return new ShardGradient(gradient, total);
  }
}
