package dev.vireo.store.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.function.Function;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Uploads a file in one piece: for object stores, where a name appears once its upload is complete
 * and a rename would copy.
 *
 * <p>The content is first written to local disk in full. Closing a partial upload would publish it,
 * so between opening and closing an upload nothing but the upload itself may fail.
 */
final class UploadPublisher implements Publisher {
  /** Asks the store to refuse the upload if the name is taken when the upload completes. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private final FileSystem files;
  private final Function<String, Path> resolver;

  UploadPublisher(FileSystem files, Function<String, Path> resolver) {
    this.files = files;
    this.resolver = resolver;
  }

  @Override
  public void publish(String path, Content content) {
    Path target = resolver.apply(path);
    try {
      withLocalCopy(content, copy -> replace(target, copy));
    } catch (IOException e) {
      throw StorageException.of("write", target.toString(), e);
    }
  }

  @Override
  public void publishCopy(String path, java.nio.file.Path file) {
    Path target = resolver.apply(path);
    try {
      replace(target, file);
    } catch (IOException e) {
      throw StorageException.of("write", target.toString(), e);
    }
  }

  private void replace(Path target, java.nio.file.Path copy) throws IOException {
    try (FSDataOutputStream out = files.create(target, true)) {
      upload(copy, out);
    }
  }

  @Override
  public boolean createIfAbsent(String path, Content content) {
    Path target = resolver.apply(path);
    try {
      if (files.exists(target)) {
        return false;
      }
      withLocalCopy(
          content,
          copy -> {
            try (FSDataOutputStream out = conditional(target)) {
              upload(copy, out);
            }
          });
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // Another upload was first. The store may say so in different ways: S3 has two, and a broken
      // connection may hide the answer.
      if (isTaken(target)) {
        return false;
      }
      throw StorageException.of("write", target.toString(), e);
    }
  }

  private FSDataOutputStream conditional(Path target) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(target).recursive().overwrite(false);
    builder.opt(CONDITIONAL, true);
    return (FSDataOutputStream) builder.build();
  }

  private boolean isTaken(Path target) {
    try {
      return files.exists(target);
    } catch (IOException e) {
      return false;
    }
  }

  private static void upload(java.nio.file.Path copy, FSDataOutputStream out) throws IOException {
    try {
      Files.copy(copy, out);
    } catch (IOException e) {
      out.abort();
      throw e;
    }
  }

  private interface Upload {
    void run(java.nio.file.Path copy) throws IOException;
  }

  private static void withLocalCopy(Content content, Upload upload) throws IOException {
    java.nio.file.Path copy = LocalScratch.file();
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy), 1 << 16)) {
        content.writeTo(out);
      }
      upload.run(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
