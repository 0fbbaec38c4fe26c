package dev.vireo.jobs.checkpoints;

import dev.vireo.jobs.slots.PolicyVersion;
import dev.vireo.jobs.store.PublishedFolder;
import dev.vireo.models.directory.ModelConfig;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * A policy at rest. It travels with Spark tasks; the files stay where they are until a task needs
 * them, and are then copied to the node once.
 *
 * @param folder the checkpoint's own folder
 * @param step optimizer steps of reinforcement behind it; 0 for the policy a run starts from
 */
public record PolicyCheckpoint(PublishedFolder folder, long step) implements Serializable {

  /**
   * A model directory that no run made, as the policy a run starts from.
   *
   * @throws dev.vireo.algorithms.InputException if there is no such directory on this machine
   */
  public static PolicyCheckpoint starting(Path directory) {
    return new PolicyCheckpoint(PublishedFolder.of(directory), 0);
  }

  /** What a stage names as its input: every file of the folder counts. */
  public String contentHash() {
    return folder.filesHash();
  }

  /**
   * The files on this machine: where they are, or a copy that is made once per machine.
   *
   * @throws dev.vireo.algorithms.InputException if the files have been cleaned up
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
    return folder.run().uri(folder.path());
  }
}
