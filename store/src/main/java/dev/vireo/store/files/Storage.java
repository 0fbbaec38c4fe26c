package dev.vireo.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;

/**
 * The files under one root, on one file system. Paths are relative to the root and use {@code /}.
 */
public sealed interface Storage permits LocalStorage, HadoopStorage {
  /**
   * A file or folder in a folder.
   *
   * @param name without the folder
   * @param size bytes
   * @param folder whether it is one
   * @param modified when it was written, in milliseconds since 1970
   */
  record Entry(String name, long size, boolean folder, long modified) {}

  /** How files are put here. */
  Publisher publisher();

  /** The files and folders directly in {@code folder}, sorted by name; none if it is not there. */
  List<Entry> list(String folder);

  /** All bytes of a small file, if it is there. */
  Optional<byte[]> read(String path);

  /** Copies all bytes of a file to {@code out}. */
  void copy(String path, OutputStream out) throws IOException;

  /** A file for Parquet to read. */
  InputFile input(String path) throws IOException;

  /** Whether there is a file or folder at {@code path}. */
  boolean exists(String path);

  /** Deletes the file or the folder with all that is in it; nothing happens if it is not there. */
  void delete(String path);

  /** What killed writers left in {@code folder}; what living ones are writing is not in it. */
  default List<Entry> leftovers(String folder) {
    long now = System.currentTimeMillis();
    return list(folder).stream()
        .filter(entry -> TemporaryName.isLeftover(entry.name(), now - entry.modified()))
        .toList();
  }

  /** Deletes what killed writers left in {@code folder}; what living ones are writing is kept. */
  default void clean(String folder) {
    leftovers(folder).forEach(entry -> delete(within(folder, entry.name())));
  }

  /** The path of {@code name} in {@code folder}, which is empty for the root. */
  static String within(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** The whole name of {@code path}, for messages and for Spark. */
  String location(String path);
}
