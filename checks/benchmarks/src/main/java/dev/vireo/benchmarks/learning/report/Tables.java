package dev.vireo.benchmarks.learning.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The comparisons as CSV and as Markdown. */
final class Tables {

  private Tables() {}

  /** A line for each comparison; what was not measured is empty. */
  static String csv(List<Comparison> comparisons) {
    StringBuilder text =
        new StringBuilder(
            "task,condition,rule,seeds,final_difference,final_lower,final_upper,area_difference,"
                + "area_lower,area_upper,steps_ratio,kl_difference,entropy_difference\n");
    for (Comparison each : comparisons) {
      text.append(
          String.join(
              ",",
              each.task(),
              each.condition(),
              each.rule(),
              Integer.toString(each.end().pairs()),
              PointsFile.number(each.end().mean()),
              PointsFile.number(each.end().lower()),
              PointsFile.number(each.end().upper()),
              PointsFile.number(each.area().mean()),
              PointsFile.number(each.area().lower()),
              PointsFile.number(each.area().upper()),
              PointsFile.number(each.reaches()),
              PointsFile.number(each.kl()),
              PointsFile.number(each.entropy())));
      text.append('\n');
    }
    return text.toString();
  }

  /** The table of a setting, a row for each rule. */
  static String markdown(Setting setting, List<Comparison> comparisons, String against) {
    List<Integer> judged =
        setting.rules().values().stream()
            .flatMap(series -> series.iterations().stream())
            .distinct()
            .sorted()
            .toList();
    List<Integer> iterations = some(judged);
    StringBuilder text = new StringBuilder();
    text.append("**").append(setting.task()).append(", ").append(setting.condition());
    text.append("**\n\n| rule | seeds |");
    iterations.forEach(iteration -> text.append(' ').append(iteration).append(" |"));
    text.append(" end minus ").append(against).append(" | area minus ").append(against);
    text.append(" | steps | KL | entropy |\n|---|---|");
    text.append("---|".repeat(iterations.size() + 5)).append('\n');
    for (Map.Entry<String, Series> rule : setting.rules().entrySet()) {
      text.append("| `").append(rule.getKey()).append("` | ");
      text.append(rule.getValue().seeds().size()).append(" |");
      iterations.forEach(
          iteration ->
              text.append(' ')
                  .append(plain(rule.getValue().target(iteration).mean()))
                  .append(" |"));
      text.append(
          comparisons.stream()
              .filter(each -> each.task().equals(setting.task()))
              .filter(each -> each.condition().equals(setting.condition()))
              .filter(each -> each.rule().equals(rule.getKey()))
              .map(Tables::compared)
              .findFirst()
              .orElse(" | | | | |"));
      text.append('\n');
    }
    return text.toString();
  }

  /** About five of them, evenly, the last among them. */
  private static List<Integer> some(List<Integer> iterations) {
    int every = Math.max(1, (iterations.size() - 1 + 3) / 4);
    return IntStream.range(0, iterations.size())
        .filter(i -> (iterations.size() - 1 - i) % every == 0)
        .mapToObj(iterations::get)
        .toList();
  }

  private static String compared(Comparison each) {
    return " %s | %s | %s | %s | %s |"
        .formatted(
            interval(each.end()),
            interval(each.area()),
            Double.isNaN(each.reaches()) ? "not reached" : format("%.2f", each.reaches()),
            signed(each.kl()),
            signed(each.entropy()));
  }

  private static String interval(PairedInterval each) {
    return Double.isNaN(each.lower())
        ? signed(each.mean())
        : "%s [%s, %s]".formatted(signed(each.mean()), signed(each.lower()), signed(each.upper()));
  }

  private static String plain(double value) {
    return Double.isNaN(value) ? "" : format("%.3f", value);
  }

  private static String signed(double value) {
    // What rounds to zero has no sign.
    return Double.isNaN(value) ? "" : format("%+.3f", value).replaceFirst("^[+-](0[.]000)$", "$1");
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
