package dev.vireo.jobs.runtime.settings;

import dev.vireo.algorithms.InputException;

/** Paths that begin with {@code ~}, which no shell has seen when they stand in a configuration. */
public final class HomePath {

  private HomePath() {}

  /**
   * The path with the user's home directory in place of {@code ~}; any other path as it is.
   *
   * @throws InputException if it is somebody else's home, or there is none
   */
  public static String expand(String path) {
    String home = System.getenv("HOME");
    return expand(path, home == null || home.isEmpty() ? System.getProperty("user.home") : home);
  }

  static String expand(String path, String home) {
    if (path == null || !path.startsWith("~")) {
      return path;
    }
    if (path.length() > 1 && path.charAt(1) != '/') {
      throw new InputException(
          "'%s' begins with ~ and a name, which only shells understand: write the directory out, or ./%s for a name that begins so"
              .formatted(path, path));
    }
    // Java's word for a user of whom the system knows nothing.
    if (home == null || home.equals("?")) {
      throw new InputException(
          "'%s' is in the home directory, and there is none: set HOME, or write the directory out"
              .formatted(path));
    }
    return home + path.substring(1);
  }
}
