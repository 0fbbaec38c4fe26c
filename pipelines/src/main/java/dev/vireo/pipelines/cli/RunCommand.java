package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.RunConfig;
import dev.vireo.pipelines.grpo.RunSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo run}: the whole pipeline of a configuration. */
@Command(
    name = "run",
    description = {
      "Run a configuration's pipeline: every stage of every iteration that is not done yet.",
      "",
      "A run that was stopped, or killed, goes on where it was: run the same command again.",
      "",
      "A setting or an input may change as long as no stage that reads it has published anything."
          + " Otherwise take another directory, --redo, or 'vireo fork'."
    })
final class RunCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Mixin private Overrides overrides;

  @Option(names = "--json", description = "End with the result as one line of JSON.")
  private boolean json;

  @Mixin private StartOptions start;

  @Override
  public Integer call() {
    ResolvedConfig<RunConfig> config = overrides.over(file);
    try (RunSession session =
        RunSession.open(
            config,
            ProgressOutput.of(vireo, config.settings().iterations()),
            start.redo(vireo, 1),
            start.checksServers())) {
      if (!RunReport.isBeyond(vireo, session)) {
        new RunReport(session, session.pipeline().run()).print(vireo, json);
      }
    }
    return ExitCode.DONE;
  }
}
