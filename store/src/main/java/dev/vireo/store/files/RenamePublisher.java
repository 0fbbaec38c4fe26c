package dev.vireo.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Writes under a hidden name, then renames: for file systems with an atomic rename, such as HDFS.
 */
final class RenamePublisher implements Publisher {
  private final FileSystem files;
  private final FileContext context;
  private final Function<String, Path> resolver;

  RenamePublisher(FileSystem files, Configuration configuration, Function<String, Path> resolver)
      throws IOException {
    this.files = files;
    this.resolver = resolver;
    this.context = context(files, configuration);
  }

  /** The interface whose rename replaces a file atomically; null if the file system lacks it. */
  private static FileContext context(FileSystem files, Configuration configuration) {
    try {
      return FileContext.getFileContext(files.getUri(), configuration);
    } catch (UnsupportedFileSystemException e) {
      return null;
    }
  }

  @Override
  public void publish(String path, Content content) {
    Path target = resolver.apply(path);
    Path temporary = write(target, content);
    try {
      replace(temporary, target);
    } catch (IOException e) {
      discard(temporary);
      throw StorageException.of("write", target.toString(), e);
    }
  }

  private void replace(Path temporary, Path target) throws IOException {
    if (context != null) {
      context.rename(temporary, target, Options.Rename.OVERWRITE);
      return;
    }
    // Not atomic: between the two calls the file is missing, which readers take for unpublished.
    files.delete(target, false);
    if (!files.rename(temporary, target)) {
      throw new IOException("The file system refused to rename " + temporary);
    }
  }

  @Override
  public boolean createIfAbsent(String path, Content content) {
    Path target = resolver.apply(path);
    try {
      if (files.exists(target)) {
        return false;
      }
    } catch (IOException e) {
      throw StorageException.of("write", target.toString(), e);
    }
    Path temporary = write(target, content);
    try {
      if (context != null) {
        context.rename(temporary, target);
        return true;
      }
      return files.rename(temporary, target);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw StorageException.of("write", target.toString(), e);
    } finally {
      discard(temporary);
    }
  }

  private Path write(Path target, Content content) {
    Path temporary = new Path(target.getParent(), TemporaryName.of(target.getName()));
    boolean whole = false;
    try {
      try (OutputStream out = files.create(temporary, true)) {
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

  private void discard(Path file) {
    try {
      files.delete(file, false);
    } catch (IOException e) {
      // Its name is hidden, and the next run of the stage cleans it up.
    }
  }
}
