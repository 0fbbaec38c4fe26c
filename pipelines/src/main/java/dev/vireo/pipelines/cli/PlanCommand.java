package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.measure.SmallPiece;
import dev.vireo.pipelines.plan.Layout;
import dev.vireo.pipelines.plan.Plan;
import dev.vireo.pipelines.plan.PlanReport;
import dev.vireo.pipelines.plan.Planner;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo plan}: what a configuration will need. */
@Command(
    name = "plan",
    description = {
      "Report what a configuration's run will need: memory, traffic, disk, and the command to start"
          + " it.",
      "",
      "Only the model's config.json is read, unless --measure is given. Memory is for prompts and completions of the maximum"
          + " length. A Java heap grows towards its limit, used or not: resident is the whole heap"
          + " to give, plus native memory."
    })
final class PlanCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Parameters(paramLabel = "CONF", description = Overrides.CONF)
  private String file;

  @Mixin private Overrides overrides;

  @Option(
      names = "--master",
      paramLabel = "local|yarn|k8s[://HOST]",
      defaultValue = "local",
      description = "Where it will run; ${DEFAULT-VALUE} if not given.")
  private String master;

  @Option(
      names = "--executors",
      paramLabel = "N",
      description = "Executors on a cluster; 2 if not given.")
  private Integer executors;

  @Option(
      names = "--executor-cores",
      paramLabel = "C",
      description =
          "Concurrent tasks in each; 2, 1 with GPUs, or this machine's cores, if not given.")
  private Integer cores;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      description = "The longest prompt, if prompts.max-prompt-tokens is not set.")
  private Integer promptTokens;

  @Option(
      names = "--measure",
      description = {
        "Say how long it takes, by running two iterations, or ten short ones, with a chunk of prompts"
            + " for each of this machine's cores, in a temporary folder. That takes as long as these"
            + " iterations, and reading all prompts."
      })
  private boolean measures;

  @Option(
      names = "--tflops",
      paramLabel = "X",
      description =
          "Say how long it takes where a task computes X * 10^12 floating-point operations a second.")
  private Double tflops;

  @Option(
      names = "--no-check-servers",
      description = "Plan even if the servers of rollouts and rewards do not answer yet.")
  private boolean uncheckedServers;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (promptTokens != null) {
      Require.atLeast("prompt-tokens", promptTokens, 1);
    }
    ResolvedConfig<?> resolved = overrides.over(file);
    RunSettings config = Configurations.settings(resolved);
    RunSession.check(resolved);
    if (config instanceof PolicyRun policy) {
      resolved.check(() -> RunChecks.rewards(policy));
    }
    if (!uncheckedServers) {
      resolved.check(config::checkServers);
    }
    boolean gpus = config.device() == DeviceChoice.GPU && !master.equals("local");
    // A task has a GPU to itself.
    OptionalInt slots = cores == null && gpus ? OptionalInt.of(1) : given(cores);
    Layout layout = Layout.of(master, given(executors), slots);
    Plan memory = resolved.checked(() -> Planner.plan(config, layout, given(promptTokens)));
    Plan plan = timed(config).map(run -> memory.taking(time(run, layout))).orElse(memory);
    PlanReport report = new PlanReport(plan, file, overrides.settings());
    String text = json ? report.json() : report.table();
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  /** The run whose time is asked for; empty if none is. */
  private Optional<IteratedRun> timed(RunSettings config) {
    if (!measures && tflops == null) {
      return Optional.empty();
    }
    if (measures && tflops != null) {
      throw new InputException(
          "--measure and --tflops are both given; time is planned by one of them");
    }
    if (tflops != null && !(tflops > 0 && Double.isFinite(tflops))) {
      throw new InputException("--tflops is " + tflops + "; it must be a positive number");
    }
    if (config instanceof IteratedRun run && run.iterations() > 0) {
      return Optional.of(run);
    }
    throw new InputException(
        "%s is for runs with iterations of rollouts and updates; this configuration has none"
            .formatted(measures ? "--measure" : "--tflops"));
  }

  private Plan.Time time(IteratedRun run, Layout layout) {
    if (tflops != null) {
      return Planner.computed(run, layout, given(promptTokens), tflops);
    }
    try (SmallPiece piece = SmallPiece.of(run, Runtime.getRuntime().availableProcessors())) {
      return Planner.measured(
          run,
          layout,
          piece.time(settings -> overrides.over(file, settings.toArray(String[]::new))));
    }
  }

  private static OptionalInt given(Integer option) {
    return option == null ? OptionalInt.empty() : OptionalInt.of(option);
  }
}
