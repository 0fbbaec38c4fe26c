package dev.vireo.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a file appear whole or not at all, however the file system does that: a hidden name and a
 * rename, or a single upload.
 *
 * <p>Paths are relative to the run directory and use {@code /}. Whatever a killed writer leaves
 * behind has a hidden name (it starts with a dot), so that no listing shows it as data.
 */
public interface Publisher {
  /** Writes a file's bytes. */
  @FunctionalInterface
  interface Content {
    /** Writes all bytes to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Publishes {@code content} at {@code path}, in place of what was there.
   *
   * @throws StorageException if it cannot be written; what was there before is still there
   */
  void publish(String path, Content content);

  /**
   * Publishes {@code content} at {@code path} unless something is there already: of several
   * writers, one wins.
   *
   * @return whether this call published
   * @throws StorageException if it cannot be written
   */
  boolean createIfAbsent(String path, Content content);

  /**
   * Publishes a copy of {@code file}, of this machine, at {@code path}, in place of what was there.
   *
   * @throws StorageException if it cannot be written; what was there before is still there
   */
  default void publishCopy(String path, Path file) {
    publish(path, out -> Files.copy(file, out));
  }
}
