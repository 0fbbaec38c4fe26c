package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.Fork;
import dev.vireo.store.run.RunRecord;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo fork}: a new run of what still holds of another. */
@Command(
    name = "fork",
    description = {
      "Make a new run directory from what is still valid in a run under other settings or inputs:"
          + " base, fine-tuned policies, prompts, iterations. Nothing is computed.",
      "",
      "Files are linked if both directories are on one disk, otherwise copied. The original run is"
          + " not changed."
    })
final class ForkCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(index = "0", paramLabel = "RUN", description = "The run directory to take over from.")
  private String run;

  @Parameters(index = "1", paramLabel = "NEW", description = "The new run directory.")
  private String made;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "CONF",
      description = "The new run's configuration; RUN's own if not given.")
  private String file;

  @Mixin private Overrides overrides;

  @Override
  public Integer call() {
    String configuration = file == null ? Overrides.within(run, RunRecord.FILE) : file;
    ResolvedConfig<?> config = overrides.over(configuration, "run=" + Configurations.quoted(made));
    if (run.equals(Configurations.settings(config).run())) {
      throw new InputException("A run cannot be forked into itself: give another directory");
    }
    String taken = Fork.of(config, run);
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    out.println(taken.isEmpty() ? "nothing in the run is still valid" : "taken over: " + taken);
    out.println("run directory  " + Configurations.settings(config).run());
    out.println("continue with  vireo run " + Overrides.within(made, RunRecord.FILE));
    return ExitCode.DONE;
  }
}
