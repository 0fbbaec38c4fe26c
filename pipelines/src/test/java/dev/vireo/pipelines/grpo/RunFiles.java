package dev.vireo.pipelines.grpo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The files of a run directory. */
public final class RunFiles {

  private RunFiles() {}

  /** Hash of every file but manifests and metrics, which hold times, by relative path. */
  public static Map<String, String> hashes(Path run) throws IOException {
    Map<String, String> hashes = everyHash(run);
    hashes
        .keySet()
        .removeIf(
            file ->
                file.endsWith("_manifest.json")
                    || file.contains("manifests/")
                    || file.startsWith("metrics/"));
    return hashes;
  }

  /** Hash of every file, by relative path. */
  public static Map<String, String> everyHash(Path run) throws IOException {
    return all(run, RunFiles::sha256);
  }

  /** When each file was written, by relative path. */
  public static Map<String, FileTime> times(Path run) throws IOException {
    return all(
        run,
        file -> {
          try {
            return Files.getLastModifiedTime(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static <T> Map<String, T> all(Path run, Function<Path, T> property) throws IOException {
    Map<String, T> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(run.relativize(file).toString(), property.apply(file));
      }
    }
    return all;
  }

  private static String sha256(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
