package dev.vireo.pipelines.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.models.memory.MemoryEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A plan as people and as programs read it.
 *
 * @param plan what is told
 * @param file the configuration
 * @param overrides its {@code --set} options
 */
public record PlanReport(Plan plan, String file, List<String> overrides) {

  private static final double GIBIBYTE = 1L << 30;

  private static final String DATA_ALONE =
      "no policy    rows stay in the heap as far as there is room, and on disk beyond";

  public PlanReport {
    overrides = List.copyOf(overrides);
  }

  /** An aligned table. */
  public String table() {
    List<String> lines = new ArrayList<>();
    plan.training()
        .ifPresentOrElse(training -> lines.addAll(model(training)), () -> lines.add(DATA_ALONE));
    lines.add(
        plan.layout().local()
            ? line("runs         in one process, %s at a time", tasks())
            : line(
                "runs         on %s, %s with %s at a time",
                plan.layout().master(),
                Counted.of(plan.layout().executors(), "executors"),
                tasks()));
    lines.add("");
    lines.add("memory in use, GiB              slots  native, a task  native, all   heap  driver");
    for (Plan.Phase phase : plan.phases()) {
      lines.add(
          line(
              "%-28s  %7s  %14s  %11s  %5s  %6s",
              phase.name(),
              phase.slots() + "/" + plan.layout().given(),
              gibibytes(phase.task().total()),
              gibibytes(phase.nativeBytes()),
              gibibytes(phase.executorHeap().total()),
              gibibytes(phase.driverHeap().total())));
      if (phase.task().total() > 0) {
        lines.add("  per task: " + parts(phase.task()));
      }
      if (phase.shared().total() > 0) {
        lines.add("  shared: " + parts(phase.shared()));
      }
      if (phase.kept().total() > 0) {
        lines.add("  kept of other roles: " + parts(phase.kept()));
      }
    }
    lines.add("");
    lines.add(
        "to give, GiB            heap in use   heap  native in use  overhead  resident at most");
    for (Plan.Process process : plan.processes()) {
      lines.add(
          line(
              "%-22s  %11s  %5s  %13s  %8s  %16s",
              process.count() > 1 ? process.name() + " x " + process.count() : process.name(),
              gibibytes(process.heapInUse()),
              gibibytes(process.heap()),
              gibibytes(process.nativeInUse()),
              gibibytes(process.overhead()),
              gibibytes(process.resident())));
    }
    lines.add("");
    if (plan.gpu()) {
      lines.add(gpu());
    }
    plan.time().ifPresent(time -> lines.addAll(time(time)));
    plan.training().ifPresent(training -> lines.addAll(steps(training)));
    if (!plan.layout().local()) {
      lines.addAll(SubmitLine.folder(plan, file));
    }
    lines.add(start());
    return String.join("\n", lines) + "\n";
  }

  private String tasks() {
    return Counted.of(plan.layout().cores(), "tasks");
  }

  private static List<String> model(Plan.Training training) {
    Plan.Model model = training.model();
    Lengths lengths = training.lengths();
    return List.of(
        line(
            "model        %s, %,d parameters, %,d tokens; trained: %s",
            model.architecture(), model.parameters(), model.vocabulary(), trained(model)),
        line(
            "reckoned     prompts of %s (%s), completions of %d",
            Counted.of(lengths.prompt(), "tokens"), lengths.source(), lengths.completion()));
  }

  private static String trained(Plan.Model model) {
    if (model.stays()) {
      return "nothing";
    }
    return model.adapter() ? line("an adapter of %,d", model.trained()) : "all";
  }

  private static List<String> steps(Plan.Training training) {
    Plan.Traffic traffic = training.traffic();
    Plan.Disk disk = training.disk();
    if (training.model().stays()) {
      return List.of(
          line("disk         on each machine %s GiB of model and libtorch", gibibytes(disk.node())),
          "");
    }
    String steps = Counted.of(traffic.steps(), "steps");
    return List.of(
        traffic.amongWorkers()
            ? line(
                "each step    %s GiB of gradients among the workers, nothing by way of the driver; %s"
                    + " per iteration",
                gibibytes(traffic.gradients()), steps)
            : line(
                "each step    %s GiB of parameters to each executor, %s GiB of gradients back; %s"
                    + " per iteration",
                gibibytes(traffic.broadcast()), gibibytes(traffic.gradients()), steps),
        line(
            "disk         %s GiB per checkpoint, %s kept; on each machine %s GiB of model and"
                + " libtorch",
            gibibytes(disk.checkpoint()),
            disk.checkpoints() == 0 ? "all" : disk.checkpoints() + " and the best",
            gibibytes(disk.node())),
        "");
  }

  private String gpu() {
    return line(
        "GPU memory   %s GiB on %s, in place of native memory; CUDA takes more besides",
        gibibytes(plan.nativeBytes()),
        plan.layout().local() ? "the GPUs of this machine" : "the GPU of each executor");
  }

  private List<String> time(Plan.Time time) {
    List<String> lines = new ArrayList<>();
    lines.add(line("time, by %s", time.source()));
    lines.add("                                   seconds    slots");
    for (Plan.StageTime stage : time.stages()) {
      lines.add(
          line(
              "%-30s  %10.3f  %7s",
              stage.stage(), stage.seconds(), stage.slots() + "/" + plan.layout().given()));
    }
    lines.add(line("%-30s  %10.3f", "an iteration", time.iteration()));
    if (time.evaluation() > 0) {
      lines.add(
          line("%-30s  %10.3f", "an evaluation, of " + time.evaluations(), time.evaluation()));
    }
    lines.add(
        line(
            "%-30s  %10.1f  without what comes before the first, suites and audits",
            "the run, of " + Counted.of(time.iterations(), "iterations"), time.run()));
    lines.add("");
    return lines;
  }

  /**
   * One JSON object; bytes everywhere. Fields of a policy are present if there is one, those of
   * steps if it is trained.
   */
  public String json() {
    JsonMapper mapper = SettingsMapper.mapper();
    ObjectNode tree = mapper.createObjectNode();
    plan.training()
        .ifPresent(
            training -> {
              tree.set("model", mapper.valueToTree(training.model()));
              tree.set("lengths", mapper.valueToTree(training.lengths()));
            });
    tree.set("layout", mapper.valueToTree(plan.layout()));
    tree.set("phases", mapper.valueToTree(plan.phases()));
    tree.set("processes", mapper.valueToTree(plan.processes()));
    plan.training()
        .ifPresent(
            training -> {
              if (!training.model().stays()) {
                tree.set("traffic", mapper.valueToTree(training.traffic()));
              }
              tree.set("disk", mapper.valueToTree(training.disk()));
            });
    tree.put("gpu", plan.gpu());
    plan.time().ifPresent(time -> tree.set("seconds", mapper.valueToTree(time)));
    tree.put("start", start());
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A plan cannot be written as JSON", e);
    }
  }

  /** The command that starts the run with what the plan gives it. */
  private String start() {
    if (plan.layout().local()) {
      return SubmitLine.local(plan, file, overrides);
    }
    return String.join(" \\\n  ", SubmitLine.of(plan, file, overrides));
  }

  private static String parts(MemoryEstimate estimate) {
    return estimate.parts().stream()
        .map(part -> part.name() + " " + gibibytes(part.bytes()))
        .collect(Collectors.joining(", "));
  }

  private static String gibibytes(long bytes) {
    return line("%.2f", bytes / GIBIBYTE);
  }

  private static String line(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
