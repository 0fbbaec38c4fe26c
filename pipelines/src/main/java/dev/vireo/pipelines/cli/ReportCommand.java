package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.page.ReportPage;
import dev.vireo.reports.page.TextReport;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo report}: a run, or several compared, as a page. */
@Command(
    name = "report",
    description = {
      "Write a page about a run: its curves, held-out results, times, warnings and completions.",
      "",
      "The page is one file that a browser opens from disk, without a network. Several runs are"
          + " drawn over each other and compared with the first."
    })
final class ReportCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directories: paths or URIs.")
  private List<String> runs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write, in place of what it was; report.html if not given.")
  private Path output;

  @Option(names = "--text", description = "Print the gist to the terminal instead.")
  private boolean text;

  @Override
  public Integer call() throws IOException {
    if (text && output != null) {
      throw new InputException("--text prints to the terminal: it does not go with -o");
    }
    List<RunDirectory> directories = runs.stream().map(RunLocation::of).toList();
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    if (text) {
      out.print(TextReport.of(directories));
      out.flush();
      return ExitCode.DONE;
    }
    Path file = output == null ? Path.of("report.html") : output;
    try (ResultFile result = ResultFile.open(Optional.of(file), vireo.console().out())) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      byte[] page = ReportPage.of(directories, now).getBytes(StandardCharsets.UTF_8);
      result.stream().write(page);
      result.complete();
      out.printf("report  %s  (%,d kB)%n", file.toAbsolutePath().normalize(), page.length / 1000);
    }
    return ExitCode.DONE;
  }
}
