package dev.vireo.pipelines.config;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.files.HadoopFiles;
import dev.vireo.store.files.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The text of a configuration, wherever it is: a file of this machine, which in a driver on a
 * cluster includes what {@code spark-submit --files} put into its working directory, or a file of
 * any Hadoop file system.
 */
final class ConfigText {

  private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");

  /** Under spark-submit Spark keeps its settings there, and Hadoop's among them. */
  private static final String HADOOP_SETTING = "spark.hadoop.";

  private ConfigText() {}

  /**
   * Reads a file. A path without a scheme is one of this machine; only if there is none does it
   * stand for one of the cluster's default file system.
   *
   * @throws InputException if there is no such file, or no text in it
   */
  static String read(String location) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(location)))
          .toString();
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw unreadable(location, "there is no such file", e);
    } catch (CharacterCodingException e) {
      throw unreadable(location, "it is not UTF-8 text", e);
    } catch (IOException | RuntimeException e) {
      String reason = isFolder(location) ? "it is a directory" : StorageException.firstLine(e);
      throw unreadable(location, reason, e);
    }
  }

  private static byte[] bytes(String location) throws IOException {
    if (URI.matcher(location).matches()) {
      return remote(location, configuration());
    }
    Path file = Path.of(location);
    if (!Files.exists(file)) {
      Configuration configuration = configuration();
      if (!FileSystem.getDefaultUri(configuration).getScheme().equals("file")) {
        return remote(location, configuration);
      }
    }
    return Files.readAllBytes(file);
  }

  private static byte[] remote(String location, Configuration configuration) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
    try (InputStream in = HadoopFiles.of(path, configuration).open(path)) {
      return in.readAllBytes();
    }
  }

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(HADOOP_SETTING)) {
        configuration.set(name.substring(HADOOP_SETTING.length()), System.getProperty(name));
      }
    }
    return configuration;
  }

  private static boolean isFolder(String location) {
    try {
      return Files.isDirectory(Path.of(location));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static InputException unreadable(String location, String reason, Exception cause) {
    return new InputException("Cannot read configuration " + location + ": " + reason, cause);
  }
}
