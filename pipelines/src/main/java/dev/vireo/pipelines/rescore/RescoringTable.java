package dev.vireo.pipelines.rescore;

import dev.vireo.algorithms.Counted;
import dev.vireo.jobs.rescore.Rescoring;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A comparison for a terminal. */
public final class RescoringTable {

  private RescoringTable() {}

  /** What each rule makes of the rewards, what that agrees with, and where its gradient points. */
  public static String text(Rescoring report) {
    StringBuilder text = new StringBuilder(about(report)).append("\n\n");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("RULE", "VARIANCE BEFORE", "AFTER", "TOP SHARE", "NO SIGNAL"));
    for (Rescoring.OfRule rule : report.rules()) {
      rows.add(
          List.of(
              rule.rule(),
              number(rule.varianceBefore()),
              number(rule.varianceAfter()),
              percent(rule.topShare()),
              percent(rule.withoutSignal())));
    }
    table(text, rows);
    text.append("\ncorrelation of the advantages with rewards, within groups\n\n");
    correlations(text, report);
    if (report.gradients().groups() > 0) {
      gradients(text, report.gradients());
    }
    return text.toString();
  }

  private static String about(Rescoring report) {
    List<Integer> iterations = report.iterations();
    return "%s of %s, iterations %d to %d"
        .formatted(
            Counted.of(report.completions(), "completions"),
            Counted.of(report.groups(), "groups"),
            iterations.get(0),
            iterations.get(iterations.size() - 1));
  }

  /** A line for each reward: there may be many, of few rules. */
  private static void correlations(StringBuilder text, Rescoring report) {
    List<List<String>> rows = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("REWARD"));
    report.rules().forEach(rule -> titles.add(rule.rule()));
    rows.add(titles);
    int rewards = report.rules().get(0).correlations().size();
    for (int i = 0; i < rewards; i++) {
      List<String> row = new ArrayList<>();
      row.add(report.rules().get(0).correlations().get(i).reward());
      for (Rescoring.OfRule rule : report.rules()) {
        Rescoring.OfReward of = rule.correlations().get(i);
        row.add(
            of.groups() == 0 ? "-" : "%s (%d)".formatted(cosine(of.correlation()), of.groups()));
      }
      rows.add(row);
    }
    table(text, rows);
    text.append("in brackets: the groups in which both differ; the others do not count\n");
  }

  private static void gradients(StringBuilder text, Rescoring.Gradients gradients) {
    text.append(
        "\ncosines of the policy gradients over %s, at the policies after steps %s\n\n"
            .formatted(
                Counted.of(gradients.groups(), "groups"),
                String.join(", ", gradients.steps().stream().map(String::valueOf).toList())));
    List<List<String>> rows = new ArrayList<>();
    List<String> titles = new ArrayList<>(List.of("RULE", "NORM"));
    gradients.rules().forEach(rule -> titles.add(rule.rule()));
    rows.add(titles);
    for (Rescoring.OfGradient rule : gradients.rules()) {
      List<String> row = new ArrayList<>(List.of(rule.rule(), number(rule.norm())));
      Collection<Rescoring.OfGradient> all = gradients.rules();
      all.forEach(other -> row.add(cosine(rule.cosines().get(other.rule()))));
      rows.add(row);
    }
    table(text, rows);
  }

  private static void table(StringBuilder text, List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String cosine(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%+.3f", value);
  }
}
