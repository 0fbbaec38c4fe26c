package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;

/** A run directory as a command names it. */
final class RunLocation {

  private RunLocation() {}

  /** A path of this machine, or a URI of a file system that Hadoop's configuration knows. */
  static RunDirectory of(String location) {
    return location.contains(":/")
        ? RunDirectory.at(location, SparkSessions.hadoop())
        : RunDirectory.at(Path.of(HomePath.expand(location)));
  }
}
