package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.progress.ConsoleProgress;
import dev.vireo.jobs.runtime.progress.JsonProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import java.time.InstantSource;

/** Progress on standard error, in the format asked for. */
final class ProgressOutput {

  private ProgressOutput() {}

  /**
   * Where a command reports how far it is: quick iterations in a line now and then.
   *
   * @param iterations how many iterations there will be
   */
  static Progress of(Vireo vireo, int iterations) {
    Progress all = console(vireo);
    return positioned(
        vireo,
        vireo.logFormat() == LogFormat.JSON
            ? all
            : new IterationProgress(all, iterations, InstantSource.system()),
        iterations);
  }

  /** The same with each stage in its own line, however quick it was. */
  static Progress ofEachStage(Vireo vireo, int iterations) {
    return positioned(vireo, console(vireo), iterations);
  }

  private static Progress console(Vireo vireo) {
    return vireo.logFormat() == LogFormat.JSON
        ? JsonProgress.on(vireo.console().err())
        : ConsoleProgress.on(vireo.console().err(), System.console() != null);
  }

  private static Progress positioned(Vireo vireo, Progress shown, int iterations) {
    RunPosition position = new RunPosition(shown, iterations);
    vireo.position(position::stopped);
    return position;
  }
}
