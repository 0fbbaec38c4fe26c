package dev.vireo.jobs.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;

/**
 * The files under one root, on one file system. Paths are relative to the root and use {@code /}.
 */
sealed interface Storage permits LocalStorage, HadoopStorage {
  /** A file of a folder: its name, without the folder, and its size in bytes. */
  record Entry(String name, long size, boolean folder) {}

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

  /** Deletes what killed writers left in {@code folder}; what living ones are writing stays. */
  void clean(String folder);

  /** The whole name of {@code path}, for messages and for Spark. */
  String location(String path);
}
