package dev.vireo.reports.study;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.store.study.CheckpointPoint;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.RefinementPoint;
import dev.vireo.store.study.Scaling;
import dev.vireo.store.study.SearchPoint;
import dev.vireo.store.study.StudyReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A study in words and cells, and as text for a terminal. */
public final class StudyTable {

  /**
   * Some of a study's results.
   *
   * @param title what they are of
   * @param rows the cells, those of the first row being the columns' titles
   */
  public record Table(String title, List<List<String>> rows) {
    public Table {
      rows = List.copyOf(rows);
    }
  }

  private StudyTable() {}

  /** The tables, and what was fitted. */
  public static String text(StudyReport report) {
    StringBuilder text = new StringBuilder(about(report)).append('\n');
    for (Table table : tables(report)) {
      text.append('\n');
      append(text, table.rows());
    }
    List<String> fitted = fitted(report);
    if (!fitted.isEmpty()) {
      text.append('\n');
      fitted.forEach(line -> text.append(line).append('\n'));
    }
    return text.append('\n').append(note(report)).append('\n').toString();
  }

  /** What there is: choices among n, searches, refinement, trained policies. */
  public static List<Table> tables(StudyReport report) {
    List<Table> tables = new ArrayList<>();
    tables.add(new Table("Choices among n", choices(report)));
    if (!report.searches().isEmpty()) {
      tables.add(new Table("Search over steps", searches(report)));
    }
    if (!report.refinements().isEmpty()) {
      tables.add(new Table("Refinement", refinements(report)));
    }
    if (!report.checkpoints().isEmpty()) {
      tables.add(new Table("Trained policies", checkpoints(report)));
    }
    return tables;
  }

  /** A line for each functional form: its numbers and where it turns. */
  public static List<String> fitted(StudyReport report) {
    return report.scalings().stream().map(StudyTable::line).toList();
  }

  /** What was compared. */
  public static String about(StudyReport report) {
    String left =
        report.left() == 0
            ? ""
            : "; %s left out, as a completion lacks a reward"
                .formatted(Counted.of(report.left(), "prompts"));
    return "%s, %d completions each%s; proxy reward %s, gold reward %s"
        .formatted(
            Counted.of(report.prompts(), "prompts"),
            report.completions(),
            left,
            report.proxy(),
            report.gold());
  }

  /** How to read the tables, in lines. */
  public static String note(StudyReport report) {
    String votes =
        hasVotes(report)
            ? "\nMAJORITY, WEIGHTED: gold reward of the answer with most votes, or with the largest sum of weights."
            : "";
    String refinements =
        report.refinements().isEmpty()
            ? ""
            : "\nPARALLEL: gold reward of the best of N completions for as many tokens written; TO ALL: written and read.";
    return "95% intervals by bootstrap over prompts. KL in nats; WIN: gold reward above that of a single completion."
        + votes
        + refinements;
  }

  private static boolean hasVotes(StudyReport report) {
    return !Double.isNaN(report.choices().get(0).majority().value());
  }

  /** Powers of two, and all. */
  private static List<List<String>> choices(StudyReport report) {
    boolean votes = hasVotes(report);
    List<List<String>> rows = new ArrayList<>();
    List<String> titles = List.of("N", "TOKENS", "KL", "PROXY", "GOLD", "WIN");
    rows.add(votes ? with(titles, "MAJORITY", "WEIGHTED") : titles);
    for (int n : BestOfN.sizes(report.completions())) {
      ChoicePoint point = report.choices().get(n - 1);
      List<String> row =
          List.of(
              Integer.toString(n),
              number("%.0f", point.tokens()),
              number("%.3f", point.divergence()),
              interval(point.proxy()),
              interval(point.gold()),
              number("%.3f", point.winRate().value()));
      rows.add(votes ? with(row, interval(point.majority()), interval(point.weighted())) : row);
    }
    return rows;
  }

  private static List<List<String>> searches(StudyReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("BEAMS", "TOKENS", "PROXY", "GOLD"));
    for (SearchPoint point : report.searches()) {
      rows.add(
          List.of(
              Integer.toString(point.beams()),
              number("%.0f", point.tokens()),
              interval(point.proxy()),
              interval(point.gold())));
    }
    return rows;
  }

  private static List<List<String>> refinements(StudyReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "ROUND",
            "CHAINS",
            "READ",
            "WRITTEN",
            "LAST PROXY",
            "LAST GOLD",
            "BEST PROXY",
            "BEST GOLD",
            "N",
            "PARALLEL",
            "N TO ALL",
            "PARALLEL TO ALL"));
    for (RefinementPoint point : report.refinements()) {
      rows.add(
          List.of(
              Integer.toString(point.round()),
              Integer.toString(point.chains()),
              number("%.0f", point.read()),
              number("%.0f", point.written()),
              interval(point.last().proxy()),
              interval(point.last().gold()),
              interval(point.best().proxy()),
              interval(point.best().gold()),
              Integer.toString(point.parallel().n()),
              interval(point.parallel().rewards().gold()),
              Integer.toString(point.parallelToAll().n()),
              interval(point.parallelToAll().rewards().gold())));
    }
    return rows;
  }

  private static List<List<String>> checkpoints(StudyReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("STEP", "TOKENS", "KL", "PROXY", "GOLD"));
    for (CheckpointPoint point : report.checkpoints()) {
      rows.add(
          List.of(
              Long.toString(point.step()),
              number("%.1f", point.tokens()),
              interval(point.kl()),
              interval(point.proxy()),
              interval(point.gold())));
    }
    return rows;
  }

  /** The form, its numbers and where it turns. */
  private static String line(Scaling scaling) {
    boolean bestOfN = scaling.form().equals(Scaling.BEST_OF_N);
    StringBuilder line =
        new StringBuilder(
            "%s, %s: d (alpha - beta %s), alpha %s, beta %s, %s"
                .formatted(
                    bestOfN ? "best-of-n" : "reinforcement",
                    scaling.reward(),
                    bestOfN ? "d" : "log d",
                    interval(scaling.alpha()),
                    interval(scaling.beta()),
                    turn(scaling)));
    if (scaling.turnsWithin()) {
      for (Scaling.Iterated iterated : scaling.iterated()) {
        line.append(number("; in %.0f rounds", iterated.rounds()))
            .append(number(" %+.2f", iterated.largest()))
            .append(number(" at d = %.2f", iterated.optimum()));
      }
    }
    return line.toString();
  }

  private static String turn(Scaling scaling) {
    return scaling.turnsWithin()
        ? "largest %s deviations at d = %s"
            .formatted(number("%+.2f", scaling.largest()), interval(scaling.optimum()))
        : "does not turn up to d = " + number("%.2f", scaling.farthest());
  }

  private static List<String> with(List<String> row, String... more) {
    return Stream.concat(row.stream(), Arrays.stream(more)).toList();
  }

  /** A value with its interval; a dash if there is none. */
  public static String interval(Interval interval) {
    if (Double.isNaN(interval.value())) {
      return "-";
    }
    return number("%.3f", interval.value())
        + number(" [%.3f", interval.low())
        + number(", %.3f]", interval.high());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, format, value).replace("Infinity", "inf");
  }

  private static void append(StringBuilder text, List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        line.append(" ".repeat(widths[column] - row.get(column).length()))
            .append(row.get(column))
            .append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
