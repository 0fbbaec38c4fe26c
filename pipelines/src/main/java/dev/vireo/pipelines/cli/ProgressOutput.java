package dev.vireo.pipelines.cli;

import dev.vireo.jobs.progress.ConsoleProgress;
import dev.vireo.jobs.progress.JsonProgress;
import dev.vireo.jobs.progress.Progress;

/** Progress on standard error, in the format asked for. */
final class ProgressOutput {

  private ProgressOutput() {}

  static Progress of(Vireo vireo) {
    return vireo.logFormat() == LogFormat.JSON
        ? JsonProgress.on(vireo.console().err())
        : ConsoleProgress.on(vireo.console().err(), System.console() != null);
  }
}
