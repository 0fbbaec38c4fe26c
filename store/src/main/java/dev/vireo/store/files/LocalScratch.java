package dev.vireo.store.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Temporary files and folders of this process. Whoever creates one deletes it; what a killed
 * process left is deleted by the next process on the machine.
 */
public final class LocalScratch {
  private static boolean cleaned;

  private LocalScratch() {}

  /** A new folder that only this user can read. */
  public static Path folder() throws IOException {
    cleanOnce();
    return Files.createTempDirectory(TemporaryName.scratch(ProcessHandle.current().pid()));
  }

  /** A new file that only this user can read. */
  static Path file() throws IOException {
    cleanOnce();
    return Files.createTempFile(TemporaryName.scratch(ProcessHandle.current().pid()), "");
  }

  private static synchronized void cleanOnce() {
    if (!cleaned) {
      cleaned = true;
      clean(Path.of(System.getProperty("java.io.tmpdir")));
    }
  }

  /**
   * Deletes, if possible, what processes of this machine that have ended left in {@code folder}.
   */
  static void clean(Path folder) {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (TemporaryName.isScratchLeftover(child.getFileName().toString())) {
          delete(folder, child.getFileName().toString());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Nothing depends on the cleanup.
    }
  }

  private static void delete(Path folder, String leftover) {
    try {
      new LocalStorage(folder).delete(leftover);
    } catch (StorageException e) {
      // It belongs to another user, or another process deleted it first.
    }
  }
}
