package dev.vireo.jobs.checkpoints;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.LocalScratch;
import dev.vireo.jobs.store.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;

/** Copies of checkpoints on this machine's own disk; a policy's successors take its place. */
final class NodeCopies {

  /** The policy at work and the one before it, which a slow task may still read. */
  private static final int KEPT = 2;

  private static final ArrayDeque<Path> COPIES = new ArrayDeque<>();

  private NodeCopies() {}

  static Path local(PolicyCheckpoint checkpoint) {
    String path = checkpoint.folder().path();
    if (!checkpoint.folder().run().exists((path.isEmpty() ? "" : path + "/") + "config.json")) {
      throw new InputException(
          "Checkpoint "
              + checkpoint
              + " has no config.json any more; raise checkpoints.keep, or start a new run from a"
              + " later checkpoint");
    }
    Optional<Path> here = checkpoint.folder().run().local(checkpoint.folder().path());
    if (here.isPresent()) {
      return here.get();
    }
    Path copy = checkpoint.folder().fetch(Cache.FOLDER);
    remember(copy);
    return copy;
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
    if (!COPIES.contains(copy)) {
      COPIES.addLast(copy);
      if (COPIES.size() > KEPT) {
        RunDirectory.at(COPIES.removeFirst()).delete("");
      }
    }
  }
}
