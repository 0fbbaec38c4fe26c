package dev.vireo.jobs.checkpoints;

import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.jobs.store.RunDirectory;
import dev.vireo.models.directory.ModelConfig;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A policy at rest. It travels with Spark tasks; the files stay where they are until a task needs
 * them, and are then copied to the node once.
 *
 * @param directory the checkpoint's own folder
 * @param contentHash SHA-256 over the names, sizes and hashes of the model's files
 * @param step optimizer steps of reinforcement behind it; 0 for the policy a run starts from
 */
public record PolicyCheckpoint(RunDirectory directory, String contentHash, long step)
    implements Serializable {

  /**
   * The files on this machine: where they are, or a copy that is made once per machine.
   *
   * @throws dev.vireo.algorithms.InputException if the files are gone or damaged
   */
  public Path local() {
    return NodeCopies.local(this);
  }

  /** The policy as tasks use it. */
  public PolicyVersion version(ModelConfig config) {
    return new CheckpointVersion(this, config);
  }

  @Override
  public String toString() {
    return directory.uri();
  }
}
