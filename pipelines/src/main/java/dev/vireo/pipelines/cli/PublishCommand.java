package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.GrpoPipeline;
import dev.vireo.pipelines.run.RunSession;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo publish rewards}: values computed elsewhere become part of a run. */
@Command(
    name = "publish",
    description = {
      "Check rewards that were computed elsewhere from an iteration's rollouts, and publish them in"
          + " the run. Its configuration needs a reward of type dataset for them.",
      "",
      "The values are Parquet files with the columns prompt_id, sample_index and reward, one row"
          + " per completion. The iteration's rewards are computed from them at once;"
          + " adjust-rewards is next."
    })
final class PublishCommand implements Callable<Integer> {

  /** What can be published. */
  enum Published {
    /** Values of a reward. */
    REWARDS
  }

  @ParentCommand private Vireo vireo;

  @Parameters(index = "0", paramLabel = "WHAT", description = "What to publish: rewards.")
  private Published what;

  @Parameters(index = "1", paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Option(names = "--iteration", paramLabel = "N", required = true, description = "From 1.")
  private int iteration;

  @Option(
      names = "--from",
      paramLabel = "PARQUET",
      required = true,
      description =
          "A file or folder; if it has a column iteration, only that iteration's rows are read.")
  private String from;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The reward's name; required if several are of type dataset.")
  private String name;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      defaultValue = "reward",
      description = "The values' column; ${DEFAULT-VALUE} if not given.")
  private String column;

  @Option(
      names = "--replace",
      description = "Replace earlier values; everything that depends on them is redone.")
  private boolean replace;

  @Mixin private Overrides overrides;

  @Override
  public Integer call() {
    ResolvedConfig<?> config = overrides.over(file);
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    int iterations = Configurations.settings(config).iterations();
    try (RunSession session =
        RunSession.open(config, ProgressOutput.ofEachStage(vireo, iterations))) {
      if (!(session.pipeline() instanceof GrpoPipeline pipeline)) {
        throw new InputException(file + " has a pipeline without rewards to publish");
      }
      out.println(
          pipeline.publishRewards(iteration, Optional.ofNullable(name), from, column, replace));
    }
    return ExitCode.DONE;
  }
}
