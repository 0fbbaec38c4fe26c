package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.RunConfig;
import dev.vireo.pipelines.grpo.RunSession;
import dev.vireo.pipelines.grpo.StageName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo stage}: one stage of a run, for schedulers that show each. */
@Command(
    name = "stage",
    description = {
      "Run one stage of one iteration; what it reads must be there.",
      "",
      "A stage that is done is not done again."
    })
final class StageCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(index = "0", paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}.")
  private StageName name;

  @Parameters(index = "1", paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Option(
      names = "--iteration",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "From 1; read by the stages of an iteration.",
        "evaluate-policy takes 0: what reinforcement starts from."
      })
  private int iteration;

  @Option(
      names = "--when-due",
      description = {
        "Of evaluate-policy: do nothing where 'run' would not judge",
        "this iteration's policy."
      })
  private boolean whenDue;

  @Mixin private Overrides overrides;

  @Override
  public Integer call() {
    ResolvedConfig<RunConfig> config = overrides.over(file);
    if (whenDue
        && name == StageName.EVALUATE_POLICY
        && !config.settings().evaluatesAfter(iteration)) {
      vireo.warn("no evaluation is due after iteration " + iteration);
      return ExitCode.DONE;
    }
    try (RunSession session =
        RunSession.open(config, ProgressOutput.of(vireo, config.settings().iterations()))) {
      session.stages().run(name, iteration);
    }
    return ExitCode.DONE;
  }
}
