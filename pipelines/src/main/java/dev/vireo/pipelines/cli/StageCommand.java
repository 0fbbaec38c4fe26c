package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.RunConfig;
import dev.vireo.pipelines.grpo.RunSession;
import dev.vireo.pipelines.grpo.StageName;
import dev.vireo.pipelines.grpo.StageResult;
import java.util.Iterator;
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

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private StageName name;

  @Parameters(index = "1", paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Option(
      names = "--iteration",
      paramLabel = "N",
      description = {
        "From 1; needed by all stages but prepare and",
        "train-reward-model. evaluate-policy takes 0: what",
        "reinforcement starts from."
      })
  private Integer iteration;

  @Option(
      names = "--when-due",
      description = {
        "Of evaluate-policy: do nothing where 'run' would not judge",
        "this iteration's policy."
      })
  private boolean whenDue;

  @Option(names = "--json", description = "End with the result as one line of JSON.")
  private boolean json;

  @Mixin private Overrides overrides;

  @Mixin private StartOptions start;

  /** As the command line takes them. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return KebabCaseEnums.names(StageName.class).iterator();
    }
  }

  @Override
  public Integer call() {
    if (name.ofIteration() && iteration == null) {
      throw new InputException(
          "%s is a stage of an iteration: name it with --iteration N"
              .formatted(KebabCaseEnums.name(name)));
    }
    ResolvedConfig<RunConfig> config = overrides.over(file);
    if (whenDue
        && name == StageName.EVALUATE_POLICY
        && !config.settings().evaluatesAfter(iteration)) {
      vireo.warn("no evaluation is due after iteration " + iteration);
      return ExitCode.DONE;
    }
    try (RunSession session =
        RunSession.open(
            config,
            ProgressOutput.ofEachStage(vireo, config.settings().iterations()),
            start.redo(vireo, iteration == null ? 1 : iteration),
            start.checksServers() && name == StageName.COLLECT_ROLLOUTS)) {
      StageResult result = session.stages().run(name, iteration == null ? 1 : iteration);
      new StageReport(name, iteration, result).print(vireo, json);
    }
    return ExitCode.DONE;
  }
}
