package dev.vireo.pipelines.display;

import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.runtime.progress.ProgressText;
import dev.vireo.jobs.runtime.progress.SignalWarning;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.reports.terminal.Sparkline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a board as lines of text, none wider than the terminal. */
final class BoardText {

  private static final int LABEL = 18;
  private static final int BARS = 32;
  private static final int WARNINGS = 3;

  private final RunBoard board;
  private final Instant now;
  private final int width;

  private BoardText(RunBoard board, Instant now, int width) {
    this.board = board;
    this.now = now;
    this.width = width;
  }

  /** The lines, from above. */
  static List<String> lines(RunBoard board, Instant now, int width) {
    return new BoardText(board, now, width).lines();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(head());
    board.stage().ifPresent(status -> lines.add(stage(status)));
    if (board.iteration() > 0) {
      iterationRows(lines);
    } else {
      row(lines, "loss", "step/loss", "%.4f");
      row(lines, "gradient norm", "step/grad_norm", "%.3f");
      row(lines, "token accuracy", "step/mean_token_accuracy", "%.3f");
      row(lines, "pair accuracy", "step/rewards/accuracies", "%.3f");
      row(lines, "reward margin", "step/rewards/margins", "%.4f");
    }
    heldOut(lines);
    List<SignalWarning> warnings = board.warnings();
    for (SignalWarning warning :
        warnings.subList(Math.max(0, warnings.size() - WARNINGS), warnings.size())) {
      lines.add("! " + warning.signal() + ": " + warning.message());
    }
    return lines.stream().map(this::cut).toList();
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    if (board.iteration() > 0) {
      String of = board.iterations() > 0 ? "/" + board.iterations() : "";
      head.append("iteration ").append(board.iteration()).append(of).append("  ");
      if (board.iterations() > 0) {
        head.append(bar(board.iteration(), board.iterations())).append("  ");
      }
    } else if (board.stage().filter(each -> !each.open() && each.total() > 0).isPresent()) {
      StageStatus status = board.stage().get();
      head.append(bar(status.done(), status.total())).append("  ");
    }
    head.append("elapsed ").append(ProgressText.duration(board.elapsed(now)));
    board.left(now).ifPresent(left -> head.append("  left ").append(ProgressText.duration(left)));
    return head.toString();
  }

  private static String bar(long done, long total) {
    int full = (int) Math.min(BARS, done * BARS / Math.max(1, total));
    return "█".repeat(full) + "░".repeat(BARS - full);
  }

  private String stage(StageStatus status) {
    StringBuilder line = new StringBuilder(status.stage()).append("  ");
    if (!status.open() && status.done() < status.total()) {
      line.append(status.done()).append('/');
      line.append(Counted.of(status.total(), status.unit()));
    } else {
      line.append(Counted.of(status.done(), status.unit()));
    }
    board
        .rate()
        .ifPresent(rate -> line.append(String.format(Locale.ROOT, "  %,.0f tokens/s", rate)));
    return line.toString();
  }

  private void iterationRows(List<String> lines) {
    row(lines, "reward", "reward", "%.4f");
    List<String> functions = board.rewardFunctions();
    if (functions.size() > 1) {
      for (String function : functions) {
        row(lines, "  " + function, "rewards/" + function + "/mean", "%.4f");
      }
    }
    row(lines, "kl", "kl", "%.5f");
    row(lines, "entropy", "entropy", "%.4f");
    row(lines, "length (tokens)", "completions/mean_length", "%.1f");
    share(lines, "truncated", "completions/clipped_ratio");
    share(lines, "without signal", "frac_reward_zero_std");
  }

  private void row(List<String> lines, String label, String metric, String format) {
    List<Double> values = board.values(metric);
    if (!values.isEmpty()) {
      double last = values.get(values.size() - 1);
      lines.add(line(label, String.format(Locale.ROOT, format, last), values));
    }
  }

  private void share(List<String> lines, String label, String metric) {
    List<Double> values = board.values(metric);
    if (!values.isEmpty()) {
      double last = values.get(values.size() - 1);
      lines.add(line(label, String.format(Locale.ROOT, "%.1f%%", 100 * last), values));
    }
  }

  private void heldOut(List<String> lines) {
    List<Double> values = board.heldOut();
    if (!values.isEmpty()) {
      String last = String.format(Locale.ROOT, "%.3f", values.get(values.size() - 1));
      String best =
          String.format(Locale.ROOT, "  best %.3f at step %d", board.best(), board.bestStep());
      lines.add(line("held-out " + board.decisive(), last, values) + best);
    }
  }

  private static String line(String label, String value, List<Double> values) {
    return String.format(
        Locale.ROOT, "%-" + LABEL + "s%10s  %s", label, value, Sparkline.of(values, BARS));
  }

  private String cut(String line) {
    return line.length() < width ? line : line.substring(0, Math.max(0, width - 1));
  }
}
