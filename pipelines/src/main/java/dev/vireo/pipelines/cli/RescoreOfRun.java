package dev.vireo.pipelines.cli;

import dev.vireo.jobs.rescore.Rescoring;
import dev.vireo.jobs.rescore.RescoringReport;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.pipelines.rescore.RescoredRun;
import dev.vireo.pipelines.rescore.RescoringTable;
import dev.vireo.store.manifest.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What {@code vireo rescore} does, in a class of its own so that the command needs no Spark. */
final class RescoreOfRun {

  private RescoreOfRun() {}

  /** Compares rules and prints what came of it; returns the exit code. */
  static int print(
      Vireo vireo,
      String location,
      Optional<String> rules,
      int from,
      int to,
      int gradients,
      Optional<String> out,
      boolean json)
      throws IOException {
    RescoredRun run =
        new RescoredRun(
            RunLocation.of(location),
            HomePath.expand(location),
            new RescoredRun.Request(
                rules.map(HomePath::expand), from, to, gradients, out.map(HomePath::expand)));
    Rescoring report = run.compare(ProgressOutput.ofEachStage(vireo, 0));
    String text =
        json
            ? CanonicalJson.pretty(RescoringReport.json(report))
            : RescoringTable.text(report) + "\nadvantages of each rule: " + run.folder() + "\n";
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }
}
