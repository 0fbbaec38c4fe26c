package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.parameters.ParameterSet;

/**
 * The parameters of a whole model that is not trained: the one under an adapter, or a reference.
 * Slots share one copy of them outside the heap.
 */
record BaseVersion(PolicyCheckpoint checkpoint, ModelConfig config) implements ModelVersion {

  @Override
  public String key() {
    return checkpoint.contentHash();
  }

  @Override
  public boolean isFrozen() {
    return true;
  }

  @Override
  public ParameterSet parameters() {
    return checkpoint.model().parameters();
  }

  @Override
  public FrozenParameters frozen(Compute compute) {
    return FrozenParameters.load(checkpoint.model(), compute);
  }
}
