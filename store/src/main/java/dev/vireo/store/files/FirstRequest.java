package dev.vireo.store.files;

import dev.vireo.algorithms.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Sends a first request to an object store before a run begins. S3A's retries are meant for work
 * that takes hours: if an endpoint does not answer, S3A tries for minutes before it reports an
 * error.
 */
public final class FirstRequest {
  /** S3A settings for this request, unless the user set them. S3A accepts no timeout below 15 s. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "fs.s3a.attempts.maximum", "1",
          "fs.s3a.retry.limit", "1",
          "fs.s3a.connection.establish.timeout", "15s",
          "fs.s3a.connection.timeout", "15s");

  private FirstRequest() {}

  /**
   * Checks that the store of {@code path} answers.
   *
   * @throws InputException if there is no such bucket, or access is refused
   * @throws StorageException if it does not answer
   * @throws IOException if no library on the class path can read it
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
      // If the path does not exist yet, the store has still answered.
      if (!(e instanceof FileNotFoundException)) {
        throw StorageException.of("reach", path.toString(), e);
      }
    }
  }
}
