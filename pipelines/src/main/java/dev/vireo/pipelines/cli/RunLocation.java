package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run is, for commands that only read it. */
final class RunLocation {

  private RunLocation() {}

  /** The directory at a path or a URI. One of this machine is found without Spark. */
  static RunDirectory of(String location) {
    boolean local = !location.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
    return local && Files.isDirectory(Path.of(location))
        ? RunDirectory.at(Path.of(location))
        : RunDirectory.at(location, SparkSessions.hadoop());
  }

  /**
   * The run at a path or a URI.
   *
   * @throws InputException if there is none
   */
  static RunDirectory run(String location) {
    RunDirectory run = of(location);
    if (!run.exists(RunRecord.FILE)) {
      throw new InputException(run + " is not a run directory: it has no " + RunRecord.FILE);
    }
    return run;
  }
}
