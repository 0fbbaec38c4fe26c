package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.progress.ConsoleProgress;
import dev.vireo.jobs.runtime.progress.JsonProgress;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.display.LogDisplay;
import dev.vireo.pipelines.display.SignalWatch;
import dev.vireo.pipelines.display.Terminal;
import dev.vireo.pipelines.display.TerminalDisplay;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunSettings;
import java.io.PrintStream;
import java.time.InstantSource;

/** Progress on standard error, in the format asked for. */
final class ProgressOutput {

  private ProgressOutput() {}

  /** Where a whole run reports how far it is. */
  static Progress of(Vireo vireo, RunSettings settings) {
    int iterations = settings.iterations();
    PrintStream err = vireo.console().err();
    String decisive =
        settings instanceof PolicyRun policy ? policy.evaluation().decisiveMean() : "reward";
    InstantSource clock = InstantSource.system();
    Progress shown;
    if (vireo.logFormat() == LogFormat.JSON) {
      shown = JsonProgress.on(err);
    } else if (Terminal.isWatched()) {
      shown = new TerminalDisplay(err, new Terminal(), clock, iterations, decisive);
    } else {
      shown = new LogDisplay(ConsoleProgress.on(err, false), clock, iterations, decisive);
    }
    return positioned(vireo, new SignalWatch(shown), iterations);
  }

  /** The same with each stage in its own line, however quick it was. */
  static Progress ofEachStage(Vireo vireo, int iterations) {
    PrintStream err = vireo.console().err();
    Progress shown =
        vireo.logFormat() == LogFormat.JSON
            ? JsonProgress.on(err)
            : ConsoleProgress.on(err, Terminal.isWatched());
    return positioned(vireo, shown, iterations);
  }

  private static Progress positioned(Vireo vireo, Progress shown, int iterations) {
    RunPosition position = new RunPosition(shown, iterations);
    vireo.position(position::stopped);
    return position;
  }
}
