package dev.vireo.pipelines.cli;

import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.run.Stage;
import java.util.List;
import java.util.stream.IntStream;

/** Which iterations a whole run does a stage for. */
final class DueStages {

  /** Iterations that are counted out. */
  private static final int SHOWN = 6;

  private DueStages() {}

  /** Whether a whole run does a stage for an iteration, where it could be done for each. */
  static boolean isDue(RunSettings settings, String stage, int iteration) {
    return switch (stage) {
      case "evaluate-policy", "evaluate-suites" ->
          !(settings instanceof IteratedRun run) || run.evaluatesAfter(iteration);
      case "audit-rewards" -> !(settings instanceof GrpoConfig run) || run.auditsAfter(iteration);
      case "calibrate-rewards" ->
          !(settings instanceof GrpoConfig run) || run.calibratesAfter(iteration);
      default -> true;
    };
  }

  /** The same of all iterations, in words. */
  static String inWords(RunSettings settings, Stage stage) {
    if (!stage.ofIterations()) {
      return "once";
    }
    List<String> due =
        IntStream.rangeClosed(stage.first(), settings.iterations())
            .filter(each -> stage.isFor(each) && isDue(settings, stage.name(), each))
            .mapToObj(Integer::toString)
            .toList();
    int last = due.size() - 1;
    if (last == settings.iterations() - stage.first()) {
      return stage.first() == 0 ? "before the first and of each iteration" : "of each iteration";
    }
    if (last < 1) {
      return due.isEmpty() ? "of no iteration" : "of iteration " + due.get(0);
    }
    return last < SHOWN
        ? "of iterations %s and %s"
            .formatted(String.join(", ", due.subList(0, last)), due.get(last))
        : "of %d iterations: %s, ..., %s"
            .formatted(due.size(), String.join(", ", due.subList(0, 3)), due.get(last));
  }
}
