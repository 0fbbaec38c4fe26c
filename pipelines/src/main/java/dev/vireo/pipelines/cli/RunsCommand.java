package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.listing.RunListing;
import dev.vireo.reports.listing.RunSummary;
import dev.vireo.reports.terminal.RunTable;
import dev.vireo.reports.terminal.SuiteTable;
import dev.vireo.store.manifest.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo runs}: the runs below a directory. */
@Command(
    name = "runs",
    description = "List the runs below a directory: how far each is, and how good.")
final class RunsCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "DIR", description = "A directory: a path or a URI.")
  private String directory;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many folders down to look; ${DEFAULT-VALUE} if not given.")
  private int depth;

  @Option(
      names = "--suites",
      description = {
        "List the metrics of evaluation suites instead, of each run's best checkpoint, or its last"
            + " where none is best, with their intervals."
      })
  private boolean suites;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<RunSummary> runs = RunListing.below(RunLocation.of(directory), depth);
    if (runs.isEmpty()) {
      throw new InputException("There are no runs in " + directory + ", down to depth " + depth);
    }
    if (suites && runs.stream().allMatch(run -> run.suites().isEmpty())) {
      throw new InputException(
          "No run in " + directory + " has measured a suite: see evaluation.suites");
    }
    vireo
        .console()
        .out()
        .write((suites ? ofSuites(runs) : of(runs)).getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  private String of(List<RunSummary> runs) {
    return json
        ? CanonicalJson.pretty(RunTable.json(runs))
        : RunTable.text(runs, ZoneId.systemDefault());
  }

  private String ofSuites(List<RunSummary> runs) {
    return json ? CanonicalJson.pretty(SuiteTable.json(runs)) : SuiteTable.text(runs);
  }
}
