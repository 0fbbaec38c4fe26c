package dev.vireo.jobs.training;

import dev.vireo.models.policy.Policy;
import java.io.Serializable;

/** The work of one gradient shard; runs on an executor, on a policy with the step's parameters. */
@FunctionalInterface
public interface ShardTask extends Serializable {

  /** Sums the gradients of the shard's micro-batches, in order. */
  ShardGradient run(Policy policy);
}
