package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunCleaner;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.Removable;
import dev.vireo.store.run.RunDirectory;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo clean}: deletes what a run no longer needs. */
@Command(
    name = "clean",
    description = {
      "Delete what a finished, stopped or abandoned run no longer needs: superseded checkpoints, "
          + "and what killed processes left.",
      "",
      "What a resumed run needs stays, and so does all that was published, unless an option "
          + "says otherwise."
    })
final class CleanCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF|RUN", description = "A configuration's file, or a run directory.")
  private String target;

  @Option(names = "--dry-run", description = "Only list what would go, and how many bytes.")
  private boolean dryRun;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "Checkpoints whose files stay, beside the best; otherwise checkpoints.keep, or 2. 0 for"
              + " all.")
  private Integer keep;

  @Option(
      names = "--rollouts-before",
      paramLabel = "N",
      description = "Also rollouts and their log-probabilities of the iterations before this one.")
  private int rolloutsBefore;

  @Option(
      names = "--unfinished",
      description = "Also chunks of unfinished partitions: for a run nobody will go on with.")
  private boolean unfinished;

  @Mixin private Overrides overrides;

  @Override
  public Integer call() {
    if (keep != null && keep < 0) {
      throw new InputException("--keep is " + keep + "; it must be at least 0");
    }
    String place = target;
    Optional<EvaluationSettings> evaluation = Optional.empty();
    int kept = CheckpointSettings.defaults().keep();
    if (isFile(target)) {
      RunSettings config =
          Configurations.settings(Configurations.read(target, overrides.settings()));
      RunSettings.require("run", config.run());
      place = config.run();
      if (config instanceof PolicyRun policy) {
        kept = policy.checkpoints().keep();
        evaluation = Optional.of(policy.evaluation());
      }
    }
    RunCleaner cleaner =
        RunCleaner.of(RunDirectory.at(place, SparkSessions.hadoop()))
            .checkpoints(keep == null ? kept : keep, evaluation)
            .leftovers(unfinished)
            .rolloutsBefore(rolloutsBefore);
    if (!dryRun) {
      cleaner.delete();
    }
    print(cleaner.found());
    return ExitCode.DONE;
  }

  private static boolean isFile(String target) {
    if (target.endsWith(".yaml") || target.endsWith(".yml")) {
      return true;
    }
    try {
      return Files.isRegularFile(Path.of(target));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** A line for each folder and reason. */
  private void print(List<Removable> found) {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    Map<String, LongSummaryStatistics> lines =
        found.stream()
            .collect(
                Collectors.groupingBy(
                    CleanCommand::folder,
                    LinkedHashMap::new,
                    Collectors.summarizingLong(Removable::bytes)));
    lines.forEach(
        (line, files) ->
            out.printf("%12d bytes in %d of %s%n", files.getSum(), files.getCount(), line));
    long bytes = found.stream().mapToLong(Removable::bytes).sum();
    out.printf(
        "%s %d bytes in %d files and folders%n",
        dryRun ? "would delete" : "deleted", bytes, found.size());
  }

  private static String folder(Removable removable) {
    int slash = removable.path().lastIndexOf('/');
    String folder = slash < 0 ? "the run directory" : removable.path().substring(0, slash);
    return folder + ": " + removable.reason();
  }
}
