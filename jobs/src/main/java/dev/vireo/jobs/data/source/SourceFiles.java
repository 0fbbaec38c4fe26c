package dev.vireo.jobs.data.source;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.files.LfsPointer;
import dev.vireo.store.files.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The files of a source, on any Hadoop file system. */
final class SourceFiles {
  /** Git LFS's own limit. */
  private static final long LARGEST_POINTER = 1024;

  private SourceFiles() {}

  /**
   * The file at a path, the files of a folder (those of its folders too), or those that a pattern
   * matches, sorted by name. Hidden ones are left out. A file is taken for a file, whatever
   * characters of patterns are in its name.
   *
   * @throws InputException when there is none
   */
  static List<SourceFile> list(String what, String path, Configuration configuration) {
    try {
      Path pattern = path(path);
      FileSystem files = HadoopFiles.of(pattern, configuration);
      FileStatus[] matches =
          files.exists(pattern)
              ? new FileStatus[] {files.getFileStatus(pattern)}
              : files.globStatus(pattern);
      if (matches == null || matches.length == 0) {
        throw new InputException("Cannot read %s: there is no %s".formatted(what, path));
      }
      Map<String, SourceFile> found = new TreeMap<>();
      boolean empty = true;
      for (FileStatus match : matches) {
        empty &= collect(what, files, match, Map.of(), found);
      }
      if (empty) {
        throw new InputException(
            "Cannot read %s: %s %s"
                .formatted(what, path, found.isEmpty() ? "holds no file" : "is empty"));
      }
      return List.copyOf(found.values());
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot read %s: %s (%s)".formatted(what, path, SparkErrors.firstLine(e)), e);
    }
  }

  /** Returns whether all that was found is empty. */
  private static boolean collect(
      String what,
      FileSystem files,
      FileStatus status,
      Map<String, String> folders,
      Map<String, SourceFile> found)
      throws IOException {
    if (!status.isDirectory()) {
      refusePointer(what, files, status);
      String path = status.getPath().toString();
      found.put(path, new SourceFile(path, folders));
      return status.getLen() == 0;
    }
    boolean empty = true;
    for (FileStatus child : files.listStatus(status.getPath())) {
      String name = child.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        Map<String, String> below = child.isDirectory() ? SourceFile.below(folders, name) : folders;
        empty &= collect(what, files, child, below, found);
      }
    }
    return empty;
  }

  /** A data set that was cloned without its files in Git LFS has a few bytes in place of each. */
  private static void refusePointer(String what, FileSystem files, FileStatus status)
      throws IOException {
    if (status.getLen() > LARGEST_POINTER) {
      return;
    }
    try (InputStream in = raw(files, status.getPath())) {
      if (LfsPointer.isStart(in.readNBytes(LfsPointer.START_BYTES))) {
        throw new InputException(
            "Cannot read %s: %s"
                .formatted(what, LfsPointer.message(display(status.getPath().toString()))));
      }
    }
  }

  /** A path as it is given, which may be a name with a colon in it. */
  static Path path(String given) {
    try {
      return new Path(given);
    } catch (IllegalArgumentException e) {
      if (given.isEmpty() || given.contains("://")) {
        throw e;
      }
      return new Path("./" + given);
    }
  }

  /** Whether there is a file or folder at a path. */
  static boolean exists(String path, Configuration configuration) throws IOException {
    Path place = path(path);
    return HadoopFiles.of(place, configuration).exists(place);
  }

  /** The bytes of a file, decompressed if its extension says that it is compressed. */
  static InputStream open(String file, Configuration configuration) throws IOException {
    InputStream raw = raw(file, configuration);
    try {
      return Decompression.of(file, raw);
    } catch (IOException | RuntimeException | LinkageError e) {
      raw.close();
      throw e instanceof IOException io
          ? io
          : new IOException("it cannot be decompressed: " + SparkErrors.firstLine(e), e);
    }
  }

  /** The bytes of a file as they are. */
  static FSDataInputStream raw(String file, Configuration configuration) throws IOException {
    Path path = path(file);
    return raw(HadoopFiles.of(path, configuration), path);
  }

  private static FSDataInputStream raw(FileSystem files, Path path) throws IOException {
    // Hadoop looks for a checksum next to each local file, and fails where a colon is in the name.
    boolean unchecked = files instanceof LocalFileSystem && path.getName().contains(":");
    return (unchecked ? ((LocalFileSystem) files).getRawFileSystem() : files).open(path);
  }

  /** The length of a file. */
  static long length(String file, Configuration configuration) throws IOException {
    Path path = path(file);
    return HadoopFiles.of(path, configuration).getFileStatus(path).getLen();
  }

  /** SHA-256 of a file, in hexadecimal. */
  static String hash(String file, Configuration configuration) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(raw(file, configuration), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file as it is named in messages: without the scheme of the local file system. */
  static String display(String file) {
    return file.startsWith("file:") ? new Path(file).toUri().getPath() : file;
  }
}
