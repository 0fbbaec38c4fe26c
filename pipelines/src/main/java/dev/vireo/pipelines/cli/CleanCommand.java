package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunCleaner;
import dev.vireo.pipelines.run.RunSettings;
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
      "Keeps what a resumed run needs, and everything published unless an option says otherwise."
    })
final class CleanCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF|RUN", description = "A configuration file, or a run directory.")
  private String target;

  @Option(names = "--dry-run", description = "Only list what would be deleted, and how many bytes.")
  private boolean dryRun;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description =
          "How many checkpoints to keep besides the best; checkpoints.keep, or 2, if not given. 0"
              + " keeps all.")
  private Integer keep;

  @Option(
      names = "--rollouts-before",
      paramLabel = "N",
      description =
          "Also delete the rollouts and their log-probabilities of the iterations before this one.")
  private int rolloutsBefore;

  @Option(
      names = "--unfinished",
      description =
          "Also delete chunks of unfinished partitions: for a run that nobody will continue.")
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
      if (config instanceof ModelRun model) {
        kept = model.checkpoints().keep();
      }
      if (config instanceof PolicyRun policy) {
        evaluation = Optional.of(policy.evaluation());
      }
    }
    RunCleaner cleaner =
        RunCleaner.of(RunDirectory.at(place, SparkHadoop.configuration()))
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
