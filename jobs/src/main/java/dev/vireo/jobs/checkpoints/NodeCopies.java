package dev.vireo.jobs.checkpoints;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** Copies of checkpoints on this machine's own disk; a policy's successors take its place. */
final class NodeCopies {

  /** The policy at work and the one before it, which a slow task may still read. */
  private static final int KEPT = 2;

  private static final Path CACHE =
      Path.of(
          System.getProperty("java.io.tmpdir"), "vireo-policies-" + ProcessHandle.current().pid());

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
    Path here = checkpoint.folder().fetch(CACHE);
    if (here.startsWith(CACHE)) {
      remember(here);
    }
    return here;
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
