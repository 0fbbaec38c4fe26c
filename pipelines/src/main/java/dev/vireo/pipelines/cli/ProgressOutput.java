package dev.vireo.pipelines.cli;

import dev.vireo.jobs.progress.ConsoleProgress;
import dev.vireo.jobs.progress.JsonProgress;
import dev.vireo.jobs.progress.Progress;
import java.time.InstantSource;

/** Progress on standard error, in the format asked for. */
final class ProgressOutput {

  private ProgressOutput() {}

  /**
   * Where a command tells how far it is.
   *
   * @param iterations how many iterations there will be
   */
  static Progress of(Vireo vireo, int iterations) {
    if (vireo.logFormat() == LogFormat.JSON) {
      return JsonProgress.on(vireo.console().err());
    }
    Progress console = ConsoleProgress.on(vireo.console().err(), System.console() != null);
    return new IterationProgress(console, iterations, InstantSource.system());
  }
}
