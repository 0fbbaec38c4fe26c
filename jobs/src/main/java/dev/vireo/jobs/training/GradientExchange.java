package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.pool.ModelVersion;
import java.util.List;

/** Runs a step's shards and brings their gradients together. */
public interface GradientExchange {

  /**
   * The sum of the shards' gradients, added in the order of the list: float sums depend on their
   * order, and a step must give the same bits however its tasks happen to finish.
   *
   * @param name shown in the Spark UI
   */
  ShardGradient sum(String name, ModelVersion parameters, List<? extends ShardTask> shards);
}
