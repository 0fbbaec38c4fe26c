package dev.vireo.store.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Vireo this is: the one place that knows its version and its commit.
 *
 * <p>A file of the application's jar says so. Every other jar stays the same from commit to commit,
 * so that a build compiles only what changed.
 *
 * @param version version of the release; {@code development} where there is no application around
 *     this class, as in tests of other modules
 * @param commit the commit's short hash, with {@code -dirty} if the checkout had changes; empty for
 *     a build outside git
 * @param time when that commit was made, in UTC; empty likewise
 */
public record Build(String version, String commit, String time) {

  private static final String FILE = "/META-INF/vireo-build.properties";

  private static final Build THIS = read();

  /** The build that this process runs. */
  public static Build current() {
    return THIS;
  }

  static Build of(Properties properties) {
    String version = known(properties, "version");
    return new Build(
        version.isEmpty() ? "development" : version,
        known(properties, "commit"),
        known(properties, "time"));
  }

  private static Build read() {
    Properties properties = new Properties();
    try (InputStream resource = Build.class.getResourceAsStream(FILE)) {
      if (resource != null) {
        properties.load(resource);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(properties);
  }

  /** A placeholder that is still there was not filled in. */
  private static String known(Properties properties, String key) {
    String value = properties.getProperty(key, "");
    return value.startsWith("${") ? "" : value;
  }
}
