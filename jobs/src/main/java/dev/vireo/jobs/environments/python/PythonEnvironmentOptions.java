package dev.vireo.jobs.environments.python;

import dev.vireo.jobs.runtime.settings.Options;
import java.io.Serializable;
import java.util.List;

/**
 * Options of an environment of type {@code python}.
 *
 * @param path the file with the function, on the driver's machine; required
 * @param function its name
 * @param files further files that it imports or reads, put into its working directory
 * @param python the program that runs it, on every machine
 * @param timeoutSeconds how long loading, or one chunk's conversations, may take
 */
public record PythonEnvironmentOptions(
    String path, String function, List<String> files, String python, int timeoutSeconds)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Checks what needs no file. */
  public PythonEnvironmentOptions {
    files = files == null ? List.of() : List.copyOf(files);
    Options.needed("function", function);
    Options.needed("python", python);
    Options.atLeast("timeout-seconds", timeoutSeconds, 1);
  }

  /** The defaults. */
  public static PythonEnvironmentOptions defaults() {
    return new PythonEnvironmentOptions(null, "environment", List.of(), "python3", 600);
  }
}
