package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.jobs.runtime.pool.PolicyVersion;
import dev.vireo.models.architecture.ModelConfig;

/**
 * A checkpoint's parameters, read once per virtual machine however many slots ask for them.
 *
 * @param checkpoint where they are
 * @param config the model's shape
 * @param adaptation what lies under them; null where they are the whole model
 */
record CheckpointVersion(PolicyCheckpoint checkpoint, ModelConfig config, Adaptation adaptation)
    implements PolicyVersion {

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
        held = new Held(key(), checkpoint.form().parameters(checkpoint.local()));
      }
      return held.parameters();
    }
  }
}
