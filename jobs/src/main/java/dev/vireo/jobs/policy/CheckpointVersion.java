package dev.vireo.jobs.policy;

import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.ParameterSet;
import java.util.Optional;

/**
 * A checkpoint's parameters, read once per virtual machine however many slots ask for them.
 *
 * @param checkpoint where they are
 * @param config the model's shape
 * @param head what its last hidden state is projected to
 * @param under what lies under them; null where they are the whole model
 */
record CheckpointVersion(
    PolicyCheckpoint checkpoint, ModelConfig config, Head head, Adaptation under)
    implements ModelVersion {

  private record Held(String key, ParameterSet parameters) {}

  /** The latest only: an iteration's tasks all ask for the same policy. */
  private static volatile Held held = new Held("", ParameterSet.empty());

  @Override
  public Optional<Adaptation> adaptation() {
    return Optional.ofNullable(under);
  }

  @Override
  public String key() {
    return checkpoint.contentHash();
  }

  @Override
  public ParameterSet parameters() {
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
