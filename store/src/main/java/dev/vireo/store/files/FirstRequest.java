package dev.vireo.store.files;

import dev.vireo.algorithms.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Asks an object store for something before a run begins. S3A's patience is meant for work of
 * hours: where an endpoint does not answer it would try for minutes before it said so.
 */
public final class FirstRequest {
  /** What S3A is told here, unless somebody set it. Below 15 s it takes no timeout. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "fs.s3a.attempts.maximum", "1",
          "fs.s3a.retry.limit", "1",
          "fs.s3a.connection.establish.timeout", "15s",
          "fs.s3a.connection.timeout", "15s");

  private FirstRequest() {}

  /**
   * Makes sure that the store of {@code path} answers.
   *
   * @throws InputException if there is no such bucket, or access is refused
   * @throws StorageException if it does not answer
   * @throws IOException if nothing on the class path reads it
   */
  public static void send(Path path, Configuration configuration) throws IOException {
    Configuration impatient = new Configuration(configuration);
    Map<String, String> set = HadoopSettings.of(configuration);
    IMPATIENT.forEach(
        (key, value) -> {
          if (!set.containsKey(key)) {
            impatient.set(key, value);
          }
        });
    try (FileSystem files =
        HadoopFiles.open(path, () -> FileSystem.newInstance(path.toUri(), impatient))) {
      ask(files, path);
    }
  }

  private static void ask(FileSystem files, Path path) {
    try {
      files.getFileStatus(path);
    } catch (IOException e) {
      if (StoreErrors.isFinal(e)) {
        throw new InputException("Cannot use " + path + ": " + StorageException.firstLine(e), e);
      }
      // A path that is not there yet is an answer.
      if (!(e instanceof FileNotFoundException)) {
        throw StorageException.of("reach", path.toString(), e);
      }
    }
  }
}
