package dev.vireo.pipelines.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.pipelines.demo.ArithmeticData;
import dev.vireo.pipelines.demo.Demo;
import dev.vireo.pipelines.demo.DemoResult;
import dev.vireo.pipelines.demo.RuleSummary;
import dev.vireo.reports.terminal.Sparkline;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code vireo demo}: the whole loop on a task that takes minutes. */
@Command(
    name = "demo",
    description = {
      "Train a small decoder to add, from scratch, and show the result.",
      "",
      "Fine-tunes a base on two-digit additions, most of them sloppy, then improves it by"
          + " reinforcement learning. For comparison it shows what the same time spent on more"
          + " fine-tuning achieves. Run it again with the other --algorithm to compare the two."
    })
final class DemoCommand implements Callable<Integer> {

  @ParentCommand private Vireo vireo;

  @Option(
      names = "--algorithm",
      paramLabel = "grpo|grpovi",
      defaultValue = "grpo",
      description = "How the policy is improved; ${DEFAULT-VALUE} if not given.")
  private Algorithm algorithm;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "runs/demo",
      description = "The directory for everything it writes; ${DEFAULT-VALUE} if not given.")
  private Path directory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Override one setting of conf/arithmetic/*.yaml, such as --set seed=3.")
  private List<String> overrides = List.of();

  @Option(names = "--data", paramLabel = "DIR", description = "Write the task's data and stop.")
  private Path data;

  @Option(names = "--json", description = "End with the result as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (data != null) {
      ArithmeticData.write(data);
      return ExitCode.DONE;
    }
    Path home = Path.of(System.getProperty("vireo.home", "."));
    Path folder = directory.toAbsolutePath().normalize();
    String name = algorithm.name().toLowerCase(Locale.ROOT);
    DemoResult result =
        new Demo(
                home.resolve("conf/arithmetic"),
                folder,
                name,
                overrides,
                settings -> ProgressOutput.of(vireo, settings))
            .run();
    print(result, folder);
    return ExitCode.DONE;
  }

  private void print(DemoResult result, Path folder) {
    PrintWriter out = new PrintWriter(vireo.console().out(), true, StandardCharsets.UTF_8);
    List<DemoResult> results = new ArrayList<>();
    for (Algorithm each : Algorithm.values()) {
      Demo.earlier(folder, each.name().toLowerCase(Locale.ROOT)).ifPresent(results::add);
    }
    out.printf(
        Locale.ROOT, "%nHeld-out additions answered right, sampled (seed %d)%n", result.seed());
    out.printf(Locale.ROOT, "  %-28s %.3f%n", "base", result.accuracyBefore());
    for (DemoResult each : results) {
      String what = each.algorithm() + ", " + seconds(each);
      out.printf(Locale.ROOT, "  %-28s %.3f  %s%n", what, each.accuracyAfter(), history(each));
    }
    String what = "more fine-tuning, " + seconds(result);
    out.printf(Locale.ROOT, "  %-28s %.3f%n%n", what, result.accuracyFineTuned());
    printRules(out, result);
    out.println("run directory  " + result.run());
    out.println("model          " + result.model());
    if (json) {
      out.println(
          JsonNodeFactory.instance
              .objectNode()
              .put("accuracy_before", result.accuracyBefore())
              .put("accuracy_after", result.accuracyAfter())
              .put("run", result.run()));
    }
  }

  /** What reward variance increase does to the rewards that the run saw, or would have done. */
  private static void printRules(PrintWriter out, DemoResult result) {
    if (result.rules().isEmpty()) {
      return;
    }
    out.printf("What the algorithms make of the rewards of the run of %s%n", result.algorithm());
    out.printf("  %-10s %-18s %-11s %s%n", "", "variance", "top share", "agreement with exact");
    for (RuleSummary each : result.rules()) {
      String variance =
          String.format(Locale.ROOT, "%.3f to %.3f", each.varianceBefore(), each.varianceAfter());
      out.printf(
          Locale.ROOT,
          "  %-10s %-18s %-11s %.3f%n",
          each.rule(),
          variance,
          each.adjusts() ? String.format(Locale.ROOT, "%.0f%%", 100 * each.topShare()) : "-",
          each.agreement());
    }
    out.println();
  }

  private static String seconds(DemoResult result) {
    return String.format(Locale.ROOT, "%.0f s", result.seconds());
  }

  /** One bar an evaluation, the highest for all answered right. */
  private static String history(DemoResult result) {
    return Sparkline.of(result.accuracies(), result.accuracies().size(), 0, 1);
  }
}
