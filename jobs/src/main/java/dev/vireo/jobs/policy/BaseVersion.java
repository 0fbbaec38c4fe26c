package dev.vireo.jobs.policy;

import ai.djl.Device;
import dev.vireo.jobs.runtime.pool.PolicyVersion;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.policy.FrozenParameters;

/**
 * The parameters of the model under an adapter. Slots share one copy of them outside the heap, so
 * none is kept in it.
 */
record BaseVersion(PolicyCheckpoint checkpoint, ModelConfig config) implements PolicyVersion {

  @Override
  public String key() {
    return checkpoint.contentHash();
  }

  @Override
  public float[] parameters() {
    return ModelDirectory.open(checkpoint.local()).parameters();
  }

  @Override
  public FrozenParameters frozen(Device device) {
    return FrozenParameters.load(ModelDirectory.open(checkpoint.local()), device);
  }
}
