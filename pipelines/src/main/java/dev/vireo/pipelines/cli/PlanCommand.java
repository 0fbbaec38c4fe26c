package dev.vireo.pipelines.cli;

import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.pipelines.Configurations;
import dev.vireo.pipelines.plan.Layout;
import dev.vireo.pipelines.plan.PlanReport;
import dev.vireo.pipelines.plan.Planner;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
      "Only the model's config.json is read. Memory is for prompts and completions of the maximum"
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
    RunSettings config = Configurations.settings(overrides.over(file));
    config.check();
    if (config instanceof PolicyRun policy) {
      RunChecks.rewards(policy);
    }
    if (!uncheckedServers) {
      config.checkServers();
    }
    boolean gpus = config.device() == DeviceChoice.GPU && !master.equals("local");
    // A task has a GPU to itself.
    OptionalInt slots = cores == null && gpus ? OptionalInt.of(1) : given(cores);
    Layout layout = Layout.of(master, given(executors), slots);
    PlanReport report =
        new PlanReport(
            Planner.plan(config, layout, given(promptTokens)), file, overrides.settings());
    String text = json ? report.json() : report.table();
    vireo.console().out().write(text.getBytes(StandardCharsets.UTF_8));
    return ExitCode.DONE;
  }

  private static OptionalInt given(Integer option) {
    return option == null ? OptionalInt.empty() : OptionalInt.of(option);
  }
}
