package dev.vireo.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes a file appear whole or not at all, in the way its file system allows: by a hidden name and
 * a rename, or by a single upload.
 *
 * <p>Paths are relative to the run directory and use {@code /}. Whatever a killed writer leaves
 * behind has a hidden name (it starts with a dot), so that no listing shows it as data.
 */
public interface Publisher {
  /** The content of a file. */
  @FunctionalInterface
  interface Content {
    /** Writes all bytes to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Publishes {@code content} at {@code path}, replacing any existing file.
   *
   * @throws StorageException if it cannot be written; an existing file is then still there
   */
  void publish(String path, Content content);

  /**
   * Publishes {@code content} at {@code path} unless a file exists there. Of several writers,
   * exactly one wins.
   *
   * @return whether this call published the file
   * @throws StorageException if it cannot be written
   */
  boolean createIfAbsent(String path, Content content);

  /**
   * Publishes a copy of the local {@code file} at {@code path}, replacing any existing file.
   *
   * @throws StorageException if it cannot be written; an existing file is then still there
   */
  default void publishCopy(String path, Path file) {
    publish(path, out -> Files.copy(file, out));
  }
}
