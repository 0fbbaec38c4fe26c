package dev.vireo.jobs.source;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** The files of a source, on any Hadoop file system. */
final class SourceFiles {
  private SourceFiles() {}

  /**
   * The file at a path, the files of a folder (those of its folders too), or those that a pattern
   * matches, sorted by name. Hidden ones are left out.
   *
   * @throws InputException when there is none
   */
  static List<String> list(String what, String path, Configuration configuration) {
    try {
      Path pattern = new Path(path);
      FileSystem files = HadoopFiles.of(pattern, configuration);
      FileStatus[] matches =
          files.exists(pattern)
              ? new FileStatus[] {files.getFileStatus(pattern)}
              : files.globStatus(pattern);
      if (matches == null || matches.length == 0) {
        throw new InputException("Cannot read %s: there is no %s".formatted(what, path));
      }
      List<FileStatus> found = new ArrayList<>();
      for (FileStatus match : matches) {
        collect(files, match, found);
      }
      if (found.stream().allMatch(file -> file.getLen() == 0)) {
        throw new InputException(
            "Cannot read %s: %s %s"
                .formatted(what, path, found.isEmpty() ? "holds no file" : "is empty"));
      }
      return found.stream()
          .map(file -> file.getPath().toString())
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot read %s: %s (%s)".formatted(what, path, SparkErrors.firstLine(e)), e);
    }
  }

  private static void collect(FileSystem files, FileStatus status, List<FileStatus> found)
      throws IOException {
    if (!status.isDirectory()) {
      found.add(status);
      return;
    }
    FileStatus[] inside = files.listStatus(status.getPath());
    Arrays.sort(inside);
    for (FileStatus child : inside) {
      String name = child.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        collect(files, child, found);
      }
    }
  }

  /** The bytes of a file, decompressed where its ending says that it is compressed. */
  static InputStream open(String file, Configuration configuration) throws IOException {
    Path path = new Path(file);
    InputStream raw = HadoopFiles.of(path, configuration).open(path);
    CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
    return codec == null ? raw : codec.createInputStream(raw, CodecPool.getDecompressor(codec));
  }

  /** SHA-256 of a file, in hexadecimal. */
  static String hash(String file, Configuration configuration) throws IOException {
    try {
      Path path = new Path(file);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in =
          new DigestInputStream(HadoopFiles.of(path, configuration).open(path), digest)) {
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
