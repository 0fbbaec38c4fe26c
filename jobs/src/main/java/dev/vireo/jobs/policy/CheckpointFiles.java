package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.run.PublishedFolder;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.TaskContext;

/** The files of checkpoints, which may have been cleaned up. */
final class CheckpointFiles {
  private CheckpointFiles() {}

  static Path local(PolicyCheckpoint checkpoint) {
    require(checkpoint);
    PublishedFolder folder = checkpoint.folder();
    // The driver looks, once: what an earlier process left could be damaged.
    if (TaskContext.get() == null && folder.run().local(folder.path()).isPresent()) {
      folder.verify();
    }
    return NodeCopies.POLICIES.of(folder);
  }

  static void require(PolicyCheckpoint checkpoint) {
    String path = checkpoint.folder().path();
    String config = PolicyCheckpoint.config(checkpoint.folder().manifest());
    if (!checkpoint.folder().run().exists((path.isEmpty() ? "" : path + "/") + config)) {
      throw new InputException(
          "The files of checkpoint "
              + checkpoint
              + " were deleted to save space (checkpoints.keep, or vireo clean). "
              + remaining(checkpoint.folder(), config));
    }
  }

  /** Checkpoints beside a cleaned one that can be read. */
  private static String remaining(PublishedFolder cleaned, String config) {
    int end = cleaned.path().lastIndexOf('/');
    String folder = end < 0 ? "" : cleaned.path().substring(0, end);
    List<String> others =
        cleaned.run().list(folder).stream()
            .filter(name -> cleaned.run().exists(folder + "/" + name + "/" + config))
            .toList();
    return others.isEmpty()
        ? "No other checkpoint is left beside it"
        : "Still there in "
            + cleaned.run().uri(folder)
            + ": "
            + String.join(", ", others)
            + "; raise checkpoints.keep to keep more";
  }
}
