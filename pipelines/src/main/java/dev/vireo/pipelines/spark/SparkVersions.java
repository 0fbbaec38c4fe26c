package dev.vireo.pipelines.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The versions of Spark that Vireo's checks run on; docs/OPERATIONS.md has the whole table. */
public final class SparkVersions {

  /** Release lines, which get fixes only. */
  public static final List<String> CHECKED = List.of("4.0", "4.1");

  private SparkVersions() {}

  /**
   * The version on the class path, read from a file of it: no class of another version is loaded.
   */
  public static Optional<String> present() {
    try (InputStream in =
        SparkVersions.class.getClassLoader().getResourceAsStream("spark-version-info.properties")) {
      Properties facts = new Properties();
      if (in != null) {
        facts.load(in);
      }
      return Optional.ofNullable(facts.getProperty("version"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What to say of the version on the class path, if anything. */
  public static Optional<String> warning() {
    return present().flatMap(SparkVersions::warning);
  }

  /** What to say of a version that the checks do not run on; empty for one that they do. */
  public static Optional<String> warning(String version) {
    boolean checked = CHECKED.stream().anyMatch(line -> version.startsWith(line + "."));
    return checked
        ? Optional.empty()
        : Optional.of(
            "Spark %s is not one of the versions that Vireo is tested with (%s): it may fail, or give different bits"
                .formatted(version, String.join(", ", CHECKED)));
  }
}
