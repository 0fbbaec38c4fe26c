package dev.vireo.jobs.checkpoints;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies of checkpoints on this machine's own disk, one per content hash, newest kept. */
final class NodeCopies {

  private static Path newest;
  private static String newestHash = "";

  private NodeCopies() {}

  static Path local(PolicyCheckpoint checkpoint) {
    RunDirectory directory = checkpoint.directory();
    if (!directory.exists("config.json")) {
      throw new InputException(
          "The files of checkpoint "
              + directory
              + " are gone; raise checkpoints.keep, or start again from a later checkpoint");
    }
    return directory.local("").orElseGet(() -> copied(checkpoint));
  }

  private static synchronized Path copied(PolicyCheckpoint checkpoint) {
    if (newestHash.equals(checkpoint.contentHash())) {
      return newest;
    }
    try {
      Path copy = Files.createTempDirectory("vireo-policy");
      for (String name : checkpoint.directory().list("")) {
        if (!name.startsWith(".") && !name.startsWith("_")) {
          checkpoint.directory().download(name, copy.resolve(name));
        }
      }
      if (newest != null) {
        FileTrees.delete(newest);
      }
      newest = copy;
      newestHash = checkpoint.contentHash();
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy checkpoint " + checkpoint, e);
    }
  }
}
