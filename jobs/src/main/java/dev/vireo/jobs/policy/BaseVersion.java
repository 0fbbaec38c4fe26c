package dev.vireo.jobs.policy;

import ai.djl.Device;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.parameters.ParameterSet;

/** The parameters of the model under an adapter. Slots share one copy of them outside the heap. */
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
    return ModelDirectory.open(checkpoint.local()).parameters();
  }

  @Override
  public FrozenParameters frozen(Device device) {
    return FrozenParameters.load(ModelDirectory.open(checkpoint.local()), device);
  }
}
