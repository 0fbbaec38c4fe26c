package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.reports.browse.BrowseServer;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo browse}: a run's completions in a browser. */
@Command(
    name = "browse",
    description = {
      "Show a run's completions in a browser of this machine, or two runs side by side.",
      "",
      "Prints the address to open and serves until Ctrl-C. Only this machine can reach it, and only"
          + " with the token in the address."
    })
final class BrowseCommand implements Callable<Integer> {

  private static final int MOST = 65_535;

  @ParentCommand private Vireo vireo;

  @Parameters(
      arity = "1..2",
      paramLabel = "RUN",
      description = "The run directory: a path or a URI. A second one is shown beside it.")
  private List<String> runs;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port of 127.0.0.1 to listen on; any that is free if not given.")
  private int port;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > MOST) {
      throw new InputException("--port must be between 0 and " + MOST + ", not " + port);
    }
    if (runs.size() > 2) {
      throw new InputException("browse shows one run or two, not " + runs.size());
    }
    List<RunDirectory> directories = runs.stream().map(RunLocation::of).toList();
    directories.forEach(RunRecord::require);
    try (BrowseServer server = BrowseServer.start(directories, port)) {
      PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
      out.println(server.url());
      vireo.warn("serving on this machine only; Ctrl-C ends it");
      vireo.position(() -> "no longer serving");
      // Until a signal ends the process.
      new CountDownLatch(1).await();
    }
    return ExitCode.DONE;
  }
}
