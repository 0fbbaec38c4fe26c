package dev.vireo.pipelines.display;

import dev.vireo.jobs.runtime.progress.ProgressText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** An iteration in one line: the numbers of the board, without their history. */
final class IterationLine {

  private IterationLine() {}

  static String of(RunBoard board, Map<String, Double> metrics, Instant now) {
    StringBuilder line = new StringBuilder("iteration ").append(board.iteration());
    if (board.iterations() > 0) {
      line.append('/').append(board.iterations());
    }
    add(line, metrics, "reward", "reward", "%.3f");
    List<String> functions = board.rewardFunctions();
    if (functions.size() > 1) {
      line.append(
          functions.stream()
              .map(name -> name + " " + text("%.3f", metrics.get("rewards/" + name + "/mean")))
              .collect(Collectors.joining(", ", " (", ")")));
    }
    add(line, metrics, "kl", "kl", "%.4f");
    add(line, metrics, "entropy", "entropy", "%.3f");
    add(line, metrics, "length", "completions/mean_length", "%.1f");
    share(line, metrics, "truncated", "completions/clipped_ratio");
    share(line, metrics, "without signal", "frac_reward_zero_std");
    board.rate().ifPresent(rate -> line.append("  tokens/s ").append(ProgressText.number(rate)));
    Optional<Duration> left = board.left(now).filter(each -> !each.isZero());
    left.ifPresent(each -> line.append("  left ").append(ProgressText.duration(each)));
    return line.toString();
  }

  private static void add(
      StringBuilder line, Map<String, Double> metrics, String label, String name, String format) {
    Double value = metrics.get(name);
    if (value != null) {
      line.append("  ").append(label).append(' ').append(text(format, value));
    }
  }

  private static void share(
      StringBuilder line, Map<String, Double> metrics, String label, String name) {
    Double value = metrics.get(name);
    if (value != null) {
      line.append("  ").append(label).append(' ').append(text("%.1f%%", 100 * value));
    }
  }

  private static String text(String format, Double value) {
    return value == null || value.isNaN() ? "none" : String.format(Locale.ROOT, format, value);
  }
}
