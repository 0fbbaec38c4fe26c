package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.completions.Filter;
import dev.vireo.reports.completions.IterationBrowser;
import dev.vireo.reports.completions.IterationCompletions;
import dev.vireo.reports.completions.Measure;
import dev.vireo.reports.completions.Query;
import dev.vireo.reports.completions.VerdictPage;
import dev.vireo.reports.terminal.ShownPage;
import dev.vireo.reports.terminal.ShownVerdicts;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo show}: some of an iteration's completions. */
@Command(
    name = "show",
    description = {
      "Print completions of an iteration, with their rewards and advantages.",
      "",
      "Characters that a terminal would obey are spelled out."
    })
final class ShowCommand implements Callable<Integer> {

  private static final int NARROWEST = 40;

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "RUN", description = "The run directory: a path or a URI.")
  private String run;

  @Option(
      names = "--iteration",
      paramLabel = "N",
      description = "The iteration, from 1; the last if not given.")
  private Integer iteration;

  @Option(names = "--prompt", paramLabel = "ID", description = "Completions of one prompt only.")
  private String prompt;

  @Option(
      names = "--sort",
      paramLabel = "MEASURE",
      description =
          "Largest first: reward, adjusted-reward, advantage, kl or length; the order of the run's"
              + " files if not given.")
  private Measure sort;

  @Option(names = "--ascending", description = "Smallest first.")
  private boolean ascending;

  @Option(
      names = "--filter",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only completions that are truncated, near-ties (a reward within 1%% of the group's range"
              + " of another's), duplicates (another of the group has the same text) or filtered"
              + " (their group carries no signal). Several must all hold.")
  private List<Filter> filters = List.of();

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only completions that contain a text, or whose prompt does.")
  private String search;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many at most; ${DEFAULT-VALUE} if not given.")
  private int limit;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first one to print, from 1.")
  private int from;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Columns of the terminal; those in COLUMNS, or 100, if not given.")
  private Integer width;

  @Option(
      names = "--verdicts",
      description = "Print what judges answered, with --prompt about one prompt, in their order.")
  private boolean verdicts;

  @Option(names = "--json", description = "Print JSON with the whole texts.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (limit < 1 || from < 1) {
      throw new InputException("--limit and --from must be at least 1");
    }
    RunDirectory directory = RunLocation.of(run);
    RunRecord.require(directory);
    if (verdicts) {
      return showVerdicts(directory);
    }
    IterationBrowser browser =
        new IterationBrowser(IterationCompletions.of(directory, iterationOf(directory)));
    Query query =
        new Query(
            Optional.ofNullable(sort),
            ascending,
            Set.copyOf(filters),
            Optional.ofNullable(prompt),
            search);
    ShownPage page = ShownPage.read(browser, query, from - 1, limit);
    String text = json ? CanonicalJson.pretty(page.json()) : page.text(columns());
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  private int showVerdicts(RunDirectory directory) throws IOException {
    ShownVerdicts shown =
        new ShownVerdicts(
            VerdictPage.read(
                directory, iterationOf(directory), Optional.ofNullable(prompt), from - 1, limit));
    String text = json ? CanonicalJson.pretty(shown.json()) : shown.text(columns());
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  private int iterationOf(RunDirectory directory) {
    if (iteration != null) {
      return iteration;
    }
    List<Integer> iterations = IterationCompletions.iterations(directory);
    if (iterations.isEmpty()) {
      throw new InputException("There are no rollouts in " + directory + " yet");
    }
    return iterations.get(iterations.size() - 1);
  }

  private int columns() {
    String columns = Optional.ofNullable(System.getenv("COLUMNS")).orElse("");
    int given =
        width != null ? width : columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : 100;
    return Math.max(NARROWEST, given);
  }
}
