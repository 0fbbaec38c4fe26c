package dev.vireo.pipelines.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  public PlanReport {
    overrides = List.copyOf(overrides);
  }

  /** An aligned table. */
  public String table() {
    List<String> lines = new ArrayList<>();
    Plan.Model model = plan.model();
    lines.add(
        line(
            "model        %s, %,d parameters, %,d tokens; trained: %s",
            model.architecture(),
            model.parameters(),
            model.vocabulary(),
            model.adapter() ? line("an adapter of %,d", model.trained()) : "all"));
    lines.add(
        line(
            "lengths      prompts of %d tokens (%s), completions of %d",
            plan.lengths().prompt(), plan.lengths().source(), plan.lengths().completion()));
    lines.add(
        plan.layout().local()
            ? line("runs         in one process, %d tasks at a time", plan.layout().cores())
            : line(
                "runs         on %s, %d executors with %d tasks at a time",
                plan.layout().master(), plan.layout().executors(), plan.layout().cores()));
    lines.add("");
    lines.add("memory in use, GiB              tasks  native, a task  native, all   heap  driver");
    for (Plan.Phase phase : plan.phases()) {
      lines.add(
          line(
              "%-30s  %5d  %14s  %11s  %5s  %6s",
              phase.name(),
              phase.tasks(),
              gibibytes(phase.task().total()),
              gibibytes(phase.nativeBytes()),
              gibibytes(phase.executorHeap().total()),
              gibibytes(phase.driverHeap().total())));
      lines.add("  per task: " + parts(phase.task()));
      if (phase.shared().total() > 0) {
        lines.add("  shared: " + parts(phase.shared()));
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
    lines.add(
        line(
            "each step    %s GiB of parameters to each executor, %s GiB of gradients back; %d steps"
                + " per iteration",
            gibibytes(plan.traffic().broadcast()),
            gibibytes(plan.traffic().gradients()),
            plan.traffic().steps()));
    lines.add(
        line(
            "disk         %s GiB per checkpoint, %s kept; on each machine %s GiB of model and"
                + " libtorch",
            gibibytes(plan.disk().checkpoint()),
            plan.disk().checkpoints() == 0 ? "all" : plan.disk().checkpoints() + " and the best",
            gibibytes(plan.disk().node())));
    lines.add("");
    if (!plan.layout().local()) {
      lines.addAll(SubmitLine.folder(plan, file));
    }
    lines.add(start());
    return String.join("\n", lines) + "\n";
  }

  /** One JSON object; bytes everywhere. */
  public String json() {
    ObjectNode tree = SettingsMapper.mapper().valueToTree(plan);
    tree.put("start", start());
    try {
      return SettingsMapper.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree)
          + "\n";
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
