package dev.vireo.store.run;

import dev.vireo.store.files.Sha256;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Manifest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The files of a local folder, as a manifest lists them. */
final class FolderFiles {
  private static final int BUFFER_BYTES = 1 << 20;

  private FolderFiles() {}

  /**
   * Hashes the files, and passes each to {@code off} as soon as it is hashed. Files are sorted by
   * their own names, whichever folder they are in.
   *
   * @param folders subfolders whose files are included
   */
  static List<ChunkSummary> summaries(Path folder, List<String> folders, Consumer<Path> off)
      throws IOException {
    List<Path> files = new ArrayList<>(ordinary(folder));
    for (String name : folders) {
      Path inner = folder.resolve(name);
      if (Files.isDirectory(inner)) {
        files.addAll(ordinary(inner));
      }
    }
    files.sort(
        Comparator.<Path, String>comparing(file -> file.getFileName().toString())
            .thenComparing(Comparator.naturalOrder()));
    return files.parallelStream()
        .map(
            file -> {
              ChunkSummary summary = summary(folder, file);
              off.accept(file);
              return summary;
            })
        .toList();
  }

  private static List<Path> ordinary(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(file -> !file.getFileName().toString().equals(Manifest.FILE))
          .toList();
    }
  }

  private static ChunkSummary summary(Path folder, Path file) {
    try {
      String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
      return ChunkSummary.of(name, Files.size(file), hash(file), 0, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until a file, or a folder's list of files, is on disk. The numbers in a checkpoint have
   * no checksum that readers verify, so even a power failure must not leave it incomplete.
   */
  static void force(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
