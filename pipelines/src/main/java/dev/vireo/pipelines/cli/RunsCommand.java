package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.listing.RunListing;
import dev.vireo.reports.listing.RunSummary;
import dev.vireo.reports.terminal.RunTable;
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

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<RunSummary> runs = RunListing.below(RunLocation.of(directory), depth);
    if (runs.isEmpty()) {
      throw new InputException("There are no runs in " + directory + ", down to depth " + depth);
    }
    String text =
        json
            ? CanonicalJson.pretty(RunTable.json(runs))
            : RunTable.text(runs, ZoneId.systemDefault());
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }
}
