package dev.vireo.jobs.settings;

/** Paths that begin with {@code ~/}, which no shell has seen when they stand in a configuration. */
public final class HomePath {

  private static final String PREFIX = "~/";

  private HomePath() {}

  /** The path with the user's home directory in place of {@code ~}; any other path as it is. */
  public static String expand(String path) {
    if (path == null || !(path.equals("~") || path.startsWith(PREFIX))) {
      return path;
    }
    String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home"));
    return home + path.substring(1);
  }
}
