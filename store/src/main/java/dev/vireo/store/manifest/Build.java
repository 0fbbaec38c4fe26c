package dev.vireo.store.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * This build of Vireo: the only place that knows its version and commit.
 *
 * <p>They are read from a file in the application's jar. All other jars stay the same from commit
 * to commit, so that a build compiles only what changed.
 *
 * @param version the release's version; {@code development} if this class runs without the
 *     application, as in tests of other modules
 * @param commit the commit's short hash, with {@code -dirty} if the checkout had changes; empty for
 *     a build outside git
 * @param time the commit's time, in UTC; empty for a build outside git
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

  /** The property's value; empty if its placeholder has not been filled in. */
  private static String known(Properties properties, String key) {
    String value = properties.getProperty(key, "");
    return value.startsWith("${") ? "" : value;
  }
}
