package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a run is, for commands that only read it: without Spark if it is on this machine. */
final class RunLocation {

  private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");

  private RunLocation() {}

  /** The run directory at a path or a URI; it may turn out to be none. */
  static RunDirectory of(String location) {
    String expanded = HomePath.expand(location);
    if (!URI.matcher(expanded).matches() && Files.exists(Path.of(expanded))) {
      return RunDirectory.at(Path.of(expanded));
    }
    // Spark's settings say which file system a path is on, and how to reach it.
    return RunDirectory.at(expanded, SparkHadoop.configuration());
  }
}
