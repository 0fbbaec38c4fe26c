package dev.vireo.models.directory;

import dev.vireo.algorithms.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/**
 * Writes a directory whole or not at all: fills it under a hidden name beside the target, and
 * renames it once all its content is on disk.
 */
public final class AtomicDirectory {
  private static final String SUFFIX = ".partial";

  private AtomicDirectory() {}

  /** Fills a directory with content. */
  @FunctionalInterface
  public interface Filler {
    /**
     * Writes the content.
     *
     * @param directory an empty directory
     */
    void fill(Path directory) throws IOException;
  }

  /**
   * Writes a directory.
   *
   * @param target the directory to create; may already exist if empty
   * @param filler writes the content; if it throws, nothing is left behind
   * @throws InputException if {@code target} is a file or a directory with content
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path target, Filler filler) {
    Path place = target.toAbsolutePath().normalize();
    requireFree(place);
    Path hidden = null;
    try {
      Files.createDirectories(place.getParent());
      hidden = Files.createTempDirectory(place.getParent(), hiddenPrefix(place));
      Path filled = Files.createDirectory(hidden.resolve("content"));
      filler.fill(filled);
      try (Stream<Path> files = Files.list(filled)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          force(file);
        }
      }
      force(filled);
      move(filled, place);
      force(place.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target + ": " + reason(e), e);
    } finally {
      deleteQuietly(hidden);
    }
  }

  /**
   * Deletes what killed writers of {@code target} left behind. Call this only if no other writer
   * can be active.
   *
   * @throws UncheckedIOException if it cannot be deleted
   */
  public static void removeAbandoned(Path target) {
    Path place = target.toAbsolutePath().normalize();
    if (!Files.isDirectory(place.getParent())) {
      return;
    }
    String prefix = hiddenPrefix(place);
    try (Stream<Path> siblings = Files.list(place.getParent())) {
      for (Path sibling : (Iterable<Path>) siblings::iterator) {
        if (sibling.getFileName().toString().startsWith(prefix)) {
          delete(sibling);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clean up beside " + target + ": " + e.getMessage(), e);
    }
  }

  private static String hiddenPrefix(Path place) {
    return "." + place.getFileName() + SUFFIX + "-";
  }

  private static void requireFree(Path place) {
    if (place.getFileName() == null) {
      throw new InputException("Cannot write a model to " + place + ": name a directory in it");
    }
    if (!Files.exists(place)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(place)) {
      try (Stream<Path> content = Files.list(place)) {
        empty = content.findAny().isEmpty();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + place + ": " + e.getMessage(), e);
      }
    }
    if (!empty) {
      throw alreadyThere(place);
    }
  }

  private static InputException alreadyThere(Path place) {
    return new InputException(
        "Cannot write " + place + ": it exists already; delete it or choose another place");
  }

  private static void move(Path filled, Path place) throws IOException {
    try {
      Files.move(filled, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Another writer was first; there is no specific exception for that.
      if (Files.exists(place)) {
        throw alreadyThere(place);
      }
      throw e;
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Adds the exception's type, because a file system's message is often just a path. */
  private static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? e.getMessage()
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }

  private static void deleteQuietly(Path directory) {
    if (directory != null) {
      try {
        delete(directory);
      } catch (IOException ignored) {
        // The leftover is hidden and harmless; an error of the write itself matters more.
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
