package dev.vireo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a run directory, by their paths in it. */
final class RunFiles {

  private static final Pattern CONTENT = Pattern.compile("\"content-hash\" *: *\"(\\w+)\"");

  private RunFiles() {}

  /** Which file it is, and when it was written. A file made anew has another. */
  record Mark(long inode, FileTime written, long size) {}

  /**
   * What a run has come to: the hash of every file, hidden ones included; of a manifest the content
   * hash, which leaves out times. Metrics hold times and are left out.
   */
  static Map<String, String> bytes(Path run) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : files(run)) {
      String path = run.relativize(file).toString();
      if (!path.startsWith("metrics/") && !path.startsWith("manifests/metrics/")) {
        hashes.put(path, isManifest(path) ? contentHash(file) : hash(file));
      }
    }
    return hashes;
  }

  /** Every file that has its final name: what was committed. */
  static Map<String, Mark> committed(Path run) throws IOException {
    Map<String, Mark> marks = new TreeMap<>();
    for (Path file : files(run)) {
      String path = run.relativize(file).toString();
      if (!isHidden(path)) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        long inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
        marks.put(path, new Mark(inode, attributes.lastModifiedTime(), attributes.size()));
      }
    }
    return marks;
  }

  /** Files that were being written. */
  static long halfWritten(Path run) throws IOException {
    return files(run).stream().filter(file -> isHidden(run.relativize(file).toString())).count();
  }

  /** Demands that {@code run} ended in the bytes of {@code expected}. */
  static void same(Map<String, String> expected, Path run) throws IOException {
    Map<String, String> found = bytes(run);
    for (Map.Entry<String, String> file : expected.entrySet()) {
      Unmet.unless(
          file.getValue().equals(found.remove(file.getKey())),
          "%s/%s is missing or differs from the undisturbed run's",
          run,
          file.getKey());
    }
    Unmet.unless(found.isEmpty(), "%s has what no undisturbed run has: %s", run, found.keySet());
  }

  /** Demands that the files of {@code before} are still there, untouched. */
  static void kept(Map<String, Mark> before, Path run) throws IOException {
    Map<String, Mark> now = committed(run);
    before.forEach(
        (path, mark) ->
            Unmet.unless(
                mark.equals(now.get(path)), "%s/%s was committed, and written again", run, path));
  }

  /** Copies a run directory, times included. */
  static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /** Deletes a folder and all that is in it. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static List<Path> files(Path run) throws IOException {
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(run)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static boolean isManifest(String path) {
    return path.endsWith("_manifest.json") || path.contains("manifests/");
  }

  private static boolean isHidden(String path) {
    return path.startsWith(".") || path.contains("/.");
  }

  private static String contentHash(Path manifest) throws IOException {
    Matcher matcher = CONTENT.matcher(Files.readString(manifest));
    return matcher.find() ? matcher.group(1) : "torn";
  }

  private static String hash(Path file) {
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
