package dev.vireo.jobs.policy;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.LocalScratch;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;

/** Copies of checkpoints on this machine's own disk; a policy's successors take its place. */
final class NodeCopies {

  /**
   * The policy at work, the one before it, which a slow task may still read, and the model that may
   * lie under both.
   */
  private static final int KEPT = 3;

  private static final ArrayDeque<Path> COPIES = new ArrayDeque<>();

  private NodeCopies() {}

  static Path local(PolicyCheckpoint checkpoint) {
    requireConfig(checkpoint);
    Optional<Path> here = checkpoint.folder().run().local(checkpoint.folder().path());
    if (here.isPresent()) {
      // The driver looks, once: what an earlier process left could be damaged.
      if (TaskContext.get() == null) {
        checkpoint.folder().verify();
      }
      return here.get();
    }
    Path copy = checkpoint.folder().fetch(Cache.FOLDER);
    remember(copy);
    return copy;
  }

  static void requireConfig(PolicyCheckpoint checkpoint) {
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

  /** Made when it is first needed. */
  private static final class Cache {
    static final Path FOLDER = folder();

    private static Path folder() {
      try {
        return LocalScratch.folder();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make a folder for copies of checkpoints", e);
      }
    }
  }

  private static synchronized void remember(Path copy) {
    // Used last, deleted last: a model under adapters stays while they come and go.
    COPIES.remove(copy);
    COPIES.addLast(copy);
    if (COPIES.size() > KEPT) {
      RunDirectory.at(COPIES.removeFirst()).delete("");
    }
  }
}
