package dev.vireo.jobs.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Stand-ins for workers of torch: {@link LocalEngineWorker}. */
public final class LocalEngineWorkers {
  private LocalEngineWorkers() {}

  /**
   * The settings of such workers.
   *
   * @param folder where their faults are described, and where they note what they start with
   */
  public static TorchSettings in(Path folder, int workers, Sharding sharding) throws IOException {
    Path python = folder.resolve("python");
    if (!Files.exists(python)) {
      Files.writeString(
          python,
          // Short-lived: the slower compiler is the one that pays off.
          "#!/bin/sh\nexec '%s' '@%s' -Xmx256m -XX:TieredStopAtLevel=1 -cp '%s' %s '%s' \"$@\"\n"
              .formatted(
                  Path.of(System.getProperty("java.home"), "bin", "java"),
                  Path.of("..", "conf", "jvm.options").toRealPath(),
                  System.getProperty("java.class.path"),
                  LocalEngineWorker.class.getName(),
                  folder));
      Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
    }
    return new TorchSettings(python.toString(), workers, sharding, 1, 0, 60);
  }

  /** A line for each start so far, such as {@code base trained, 0 of 2}, in any order. */
  public static List<String> starts(Path folder) throws IOException {
    Path starts = folder.resolve(LocalEngineWorker.STARTS);
    return Files.exists(starts) ? Files.readAllLines(starts) : List.of();
  }
}
