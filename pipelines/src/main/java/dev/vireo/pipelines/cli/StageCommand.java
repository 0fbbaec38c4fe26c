package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import java.util.OptionalInt;
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
      "Run one stage; its inputs must exist.",
      "",
      "A finished stage is not run again."
    })
final class StageCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "A stage of the pipeline; 'vireo stages CONF' lists them.")
  private String name;

  @Parameters(index = "1", paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Option(
      names = "--iteration",
      paramLabel = "N",
      description = {
        "From 1; needed by the stages of an iteration. evaluate-policy and",
        "evaluate-suites take 0: the policy that reinforcement learning starts from."
      })
  private Integer iteration;

  @Option(
      names = "--when-due",
      description = {
        "For evaluate-policy, evaluate-suites, audit-rewards and calibrate-rewards: do",
        "nothing if 'run' would not do it after this iteration."
      })
  private boolean whenDue;

  @Option(names = "--json", description = "End with the result as one line of JSON.")
  private boolean json;

  @Mixin private Overrides overrides;

  @Mixin private StartOptions start;

  @Override
  public Integer call() {
    ResolvedConfig<?> config = overrides.over(file);
    RunSettings settings = Configurations.settings(config);
    if (whenDue && iteration != null && !DueStages.isDue(settings, name, iteration)) {
      vireo.warn(name + " is not due after iteration " + iteration);
      return ExitCode.DONE;
    }
    OptionalInt number = iteration == null ? OptionalInt.empty() : OptionalInt.of(iteration);
    Stage.named(RunSession.stages(config), name).check(number);
    try (RunSession session =
        RunSession.open(
            config,
            ProgressOutput.ofEachStage(vireo, settings.iterations()),
            start.redo(vireo, number.orElse(1)),
            start.checksServers() && name.equals("collect-rollouts"))) {
      StageResult result = session.run(name, number);
      new StageReport(name, number, result).print(vireo, json);
    }
    return ExitCode.DONE;
  }
}
