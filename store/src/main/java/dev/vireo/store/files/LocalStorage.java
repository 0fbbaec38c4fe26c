package dev.vireo.store.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/**
 * A folder of this machine, or of a network file system that is mounted on every machine. It uses
 * java.nio instead of Hadoop's local file system, which adds a checksum file to every file and
 * starts a process to set permissions.
 */
public final class LocalStorage implements Storage, Publisher {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path root;

  public LocalStorage(Path root) {
    this.root = root;
  }

  public Path resolve(String path) {
    return root.resolve(path);
  }

  @Override
  public Publisher publisher() {
    return this;
  }

  @Override
  public void publish(String path, Content content) {
    Path target = resolve(path);
    Path temporary = write(target, content);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      discard(temporary);
      throw StorageException.of("write", target.toString(), e);
    }
  }

  @Override
  public boolean createIfAbsent(String path, Content content) {
    Path target = resolve(path);
    if (Files.exists(target)) {
      return false;
    }
    Path temporary = write(target, content);
    try {
      // Unlike a rename, creating a link fails if the name is taken.
      Files.createLink(target, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw StorageException.of("write", target.toString(), e);
    } finally {
      discard(temporary);
    }
  }

  /** Writes {@code content} under a hidden name in the folder of {@code target}. */
  private static Path write(Path target, Content content) {
    Path temporary = target.resolveSibling(TemporaryName.of(target.getFileName().toString()));
    boolean whole = false;
    try {
      try (OutputStream out = open(temporary)) {
        content.writeTo(out);
      }
      whole = true;
      return temporary;
    } catch (IOException e) {
      throw StorageException.of("write", target.toString(), e);
    } finally {
      if (!whole) {
        discard(temporary);
      }
    }
  }

  private static OutputStream open(Path file) throws IOException {
    try {
      return new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    } catch (NoSuchFileException e) {
      Files.createDirectories(file.getParent());
      return new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    }
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Its name is hidden, and the next run of the stage cleans it up.
    }
  }

  @Override
  public List<Entry> list(String folder) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(resolve(folder))) {
      for (Path child : children) {
        entry(child).ifPresent(entries::add);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw StorageException.of("list", location(folder), e.getCause());
    } catch (IOException e) {
      throw StorageException.of("list", location(folder), e);
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  /** The entry of {@code file}; empty if another driver has renamed or deleted it. */
  private static Optional<Entry> entry(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Entry(
              file.getFileName().toString(),
              attributes.size(),
              attributes.isDirectory(),
              attributes.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<byte[]> read(String path) {
    try {
      return Optional.of(Files.readAllBytes(resolve(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageException.of("read", location(path), e);
    }
  }

  @Override
  public void copy(String path, OutputStream out) throws IOException {
    Files.copy(resolve(path), out);
  }

  @Override
  public InputFile input(String path) {
    return new LocalInputFile(resolve(path));
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(resolve(path));
  }

  @Override
  public void delete(String path) {
    Path target = resolve(path);
    if (!Files.exists(target)) {
      return;
    }
    try {
      Files.walkFileTree(target, new Deletion());
    } catch (IOException e) {
      throw StorageException.of("delete", location(path), e);
    }
  }

  /** Deletes all that it visits. What another driver has deleted meanwhile is as it should be. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      return unlessGone(failure);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      FileVisitResult result = unlessGone(failure);
      Files.deleteIfExists(folder);
      return result;
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
      if (failure != null && !(failure instanceof NoSuchFileException)) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public String location(String path) {
    return resolve(path).toString();
  }
}
