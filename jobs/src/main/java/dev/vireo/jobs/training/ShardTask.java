package dev.vireo.jobs.training;

import dev.vireo.models.engine.Model;
import java.io.Serializable;

/** The work of one gradient shard; runs on an executor, on a model with the step's parameters. */
@FunctionalInterface
public interface ShardTask extends Serializable {

  /** Sums the gradients of the shard's micro-batches, in order. */
  ShardGradient run(Model model);
}
