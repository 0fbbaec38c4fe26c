package dev.vireo.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;

/** The files under a root on one file system. Paths are relative to the root and use {@code /}. */
public sealed interface Storage permits LocalStorage, HadoopStorage {
  /**
   * A file or folder within a folder.
   *
   * @param name its name, without the path
   * @param size its size in bytes
   * @param folder whether it is a folder
   * @param modified time of its last change, in milliseconds since 1970
   */
  record Entry(String name, long size, boolean folder, long modified) {}

  /** The publisher of files in this storage. */
  Publisher publisher();

  /**
   * The files and folders directly in {@code folder}, sorted by name; empty if it does not exist.
   */
  List<Entry> list(String folder);

  /** All bytes of a small file; empty if it does not exist. */
  Optional<byte[]> read(String path);

  /** Copies all bytes of a file to {@code out}. */
  void copy(String path, OutputStream out) throws IOException;

  /** A file as Parquet reads it. */
  InputFile input(String path) throws IOException;

  /** Whether there is a file or folder at {@code path}. */
  boolean exists(String path);

  /** Deletes a file, or a folder with its contents; does nothing if it does not exist. */
  void delete(String path);

  /**
   * Temporary files that killed writers left in {@code folder}; those of active writers are
   * excluded.
   */
  default List<Entry> leftovers(String folder) {
    long now = System.currentTimeMillis();
    return list(folder).stream()
        .filter(entry -> TemporaryName.isLeftover(entry.name(), now - entry.modified()))
        .toList();
  }

  /** Deletes the temporary files that killed writers left in {@code folder}. */
  default void clean(String folder) {
    leftovers(folder).forEach(entry -> delete(within(folder, entry.name())));
  }

  /** The path of {@code name} in {@code folder}, where an empty folder is the root. */
  static String within(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** The full name of {@code path}, for messages and for Spark. */
  String location(String path);
}
