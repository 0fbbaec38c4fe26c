package dev.vireo.jobs.checkpoints;

import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;

/** A checkpoint's parameters, read once per virtual machine however many slots ask for them. */
record CheckpointVersion(PolicyCheckpoint checkpoint, ModelConfig config) implements PolicyVersion {

  private record Held(String key, float[] parameters) {}

  /** The latest only: an iteration's tasks all ask for the same policy. */
  private static volatile Held held = new Held("", new float[0]);

  @Override
  public String key() {
    return checkpoint.contentHash();
  }

  @Override
  public float[] parameters() {
    Held current = held;
    if (current.key().equals(key())) {
      return current.parameters();
    }
    synchronized (CheckpointVersion.class) {
      if (!held.key().equals(key())) {
        held = new Held(key(), ModelDirectory.open(checkpoint.local()).parameters());
      }
      return held.parameters();
    }
  }
}
