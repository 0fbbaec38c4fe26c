package dev.vireo.jobs.checkpoints;

import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;

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
}
