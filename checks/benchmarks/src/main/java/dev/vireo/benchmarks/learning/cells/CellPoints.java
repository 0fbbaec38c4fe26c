package dev.vireo.benchmarks.learning.cells;

import dev.vireo.benchmarks.learning.grid.Cell;
import dev.vireo.benchmarks.learning.report.Point;
import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StageRecord;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The points of a finished run's curve, from its own datasets. */
final class CellPoints {

  /** What an iteration publishes; a step's number is its iteration's, as each takes one. */
  private static final Pattern OF_ITERATION =
      Pattern.compile("(?:/iteration=|^checkpoints/step-)([0-9]{1,9})$");

  private CellPoints() {}

  /**
   * Reads them.
   *
   * @param target the reward that is wanted
   */
  static List<Point> of(Cell cell, String target, Path run) {
    RunHistory history = RunHistory.read(RunDirectory.at(run));
    SortedMap<Integer, Map<String, Double>> iterations = history.training().iterations();
    List<Point> points = new ArrayList<>();
    for (HeldOutResult result : history.evaluations()) {
      int iteration = Math.toIntExact(result.step());
      Map<String, Double> metrics = iterations.getOrDefault(Math.max(1, iteration), Map.of());
      points.add(
          new Point(
              cell,
              iteration,
              mean(result, "rewards/" + target),
              mean(result, "reward"),
              metrics.getOrDefault("kl", Double.NaN),
              metrics.getOrDefault("entropy", Double.NaN),
              seconds(history.stages(), iteration)));
    }
    return points;
  }

  private static double mean(HeldOutResult result, String name) {
    return result.means().containsKey(name) ? result.means().get(name).mean() : Double.NaN;
  }

  private static double seconds(List<StageRecord> stages, int iteration) {
    return stages.stream()
            .filter(stage -> isUpTo(iteration, stage.path()))
            .flatMap(stage -> stage.took().stream())
            .mapToDouble(Duration::toMillis)
            .sum()
        * 1e-3;
  }

  private static boolean isUpTo(int iteration, String path) {
    Matcher matcher = OF_ITERATION.matcher(path);
    return matcher.find() && Integer.parseInt(matcher.group(1)) <= iteration;
  }
}
