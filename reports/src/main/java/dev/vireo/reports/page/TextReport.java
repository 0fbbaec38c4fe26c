package dev.vireo.reports.page;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.evaluation.ClusteredMean;
import dev.vireo.reports.audit.AuditTable;
import dev.vireo.reports.audit.AuditVerdict;
import dev.vireo.reports.history.HeldOutResult;
import dev.vireo.reports.history.RunHistory;
import dev.vireo.reports.history.StepSeries;
import dev.vireo.reports.history.SuiteMetric;
import dev.vireo.reports.signals.Finding;
import dev.vireo.reports.study.StudyTable;
import dev.vireo.reports.terminal.Sparkline;
import dev.vireo.reports.terminal.SuiteTable;
import dev.vireo.store.audit.RewardAudit;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.study.StudyReport;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The gist of a run for a terminal: held-out results, what a study has come to, curves in a line
 * each, times, warnings.
 */
public final class TextReport {

  private static final int BARS = 24;

  /** Metrics in the order in which one looks at them; the page has all. */
  private static final List<String> FIRST =
      List.of(
          "reward",
          "rewards/accuracies",
          "rewards/margins",
          "reward_std",
          "frac_reward_zero_std",
          "reward_variance/before",
          "reward_variance/after",
          "adjustment/top_share",
          "kl",
          "entropy",
          "completions/mean_length",
          "completions/clipped_ratio",
          "loss",
          "grad_norm",
          CurveData.SAMPLED,
          CurveData.TRAINED);

  private final StringBuilder text = new StringBuilder();

  private TextReport() {}

  /**
   * The report of some runs, one after the other.
   *
   * @param runs at least one
   * @throws InputException if one is no run directory, is damaged, or is named twice
   */
  public static String of(List<RunDirectory> runs) {
    TextReport report = new TextReport();
    for (ReportedRun run : ReportedRun.read(runs)) {
      if (report.text.length() > 0) {
        report.line("");
      }
      report.add(run);
    }
    return report.text.toString();
  }

  private void add(ReportedRun run) {
    RunHistory history = run.history();
    line("%s  %s, %s%s", run.name(), history.pipeline(), RunState.of(history).text(), age(history));
    heldOut(history);
    suites(history);
    run.study().ifPresent(this::study);
    StepSeries training = CurveData.withSpeed(history);
    List<String> shown = new ArrayList<>(FIRST);
    shown.retainAll(training.metrics());
    curves("Training", training, shown);
    for (StepSeries phase : history.phases()) {
      List<String> metrics = new ArrayList<>(phase.metrics());
      metrics.remove("num_tokens");
      curves("Fine-tuning, " + phase.name(), phase, metrics);
    }
    run.audit().ifPresent(this::audit);
    times(history);
    warnings(run.findings());
  }

  private static String age(RunHistory history) {
    return history
        .lastChange()
        .map(time -> ", last change " + time.truncatedTo(ChronoUnit.SECONDS))
        .orElse("");
  }

  private void heldOut(RunHistory history) {
    String mean = history.decisiveMean();
    List<HeldOutResult> results =
        history.evaluations().stream().filter(each -> each.means().containsKey(mean)).toList();
    if (results.isEmpty()) {
      return;
    }
    HeldOutResult last = results.get(results.size() - 1);
    line("");
    line("Held-out %s, with 95%% intervals", mean);
    history.best().ifPresent(best -> line("  best  %s", result(best, mean)));
    line("  last  %s", result(last, mean));
    line(
        "        %s",
        Sparkline.of(results.stream().map(each -> each.means().get(mean).mean()).toList(), BARS));
  }

  /** A line for each metric: its first and last value, and the last one's interval. */
  private void suites(RunHistory history) {
    Map<String, List<SuiteMetric>> metrics = new LinkedHashMap<>();
    history
        .suites()
        .forEach(each -> metrics.computeIfAbsent(each.name(), n -> new ArrayList<>()).add(each));
    if (metrics.isEmpty()) {
      return;
    }
    line("");
    line("%-40s %10s %10s  %s", "Suites", "first", "last", "interval of the last");
    metrics.forEach(
        (name, steps) -> {
          SuiteMetric last = steps.get(steps.size() - 1);
          line(
              "  %-38s %10s %10s  %-18s  %s",
              name,
              Numbers.text(steps.get(0).value()),
              Numbers.text(last.value()),
              SuiteTable.interval(last),
              Sparkline.of(steps.stream().map(SuiteMetric::value).toList(), BARS));
        });
  }

  private static String result(HeldOutResult result, String name) {
    ClusteredMean mean = result.means().get(name);
    String interval =
        mean.halfWidth() > 0
            ? String.format(Locale.ROOT, " ± %.3f, %d prompts", mean.halfWidth(), mean.clusters())
            : "";
    return String.format(Locale.ROOT, "%.3f%s, step %d", mean.mean(), interval, result.step());
  }

  private void curves(String title, StepSeries series, List<String> metrics) {
    if (series.steps().isEmpty()) {
      return;
    }
    line("");
    line(
        "%-40s %10s %10s %10s %10s",
        title + ", step " + series.steps().get(series.steps().size() - 1).step(),
        "first",
        "least",
        "greatest",
        "last");
    for (String metric : metrics) {
      List<Double> values = List.copyOf(series.of(metric).values());
      List<Double> finite = values.stream().filter(Double::isFinite).toList();
      Optional<Double> least = finite.stream().min(Double::compare);
      Optional<Double> greatest = finite.stream().max(Double::compare);
      line(
          "  %-38s %10s %10s %10s %10s  %s",
          metric,
          number(finite.stream().findFirst()),
          number(least),
          number(greatest),
          number(Optional.of(values.get(values.size() - 1))),
          Sparkline.of(values, BARS));
    }
  }

  private static String number(Optional<Double> value) {
    return value.map(Numbers::text).orElse("none");
  }

  private void study(StudyReport study) {
    line("");
    StudyTable.text(study).lines().forEach(each -> line("%s", each));
  }

  private void audit(RewardAudit audit) {
    line("");
    line("%s", "Reward audit, " + AuditTable.about(audit));
    AuditVerdict.lines(audit).forEach(verdict -> line("%s", "  " + verdict));
  }

  private void times(RunHistory history) {
    List<StageTime> times = StageTime.of(history);
    double all = times.stream().mapToDouble(StageTime::seconds).sum();
    if (all == 0) {
      return;
    }
    line("");
    line("Time, %s in all", duration(all));
    for (StageTime time : times) {
      line(
          "  %-38s %10s %9.0f%%  %s",
          time.stage(),
          duration(time.seconds()),
          100 * time.seconds() / all,
          time.tokensPerSecond().isPresent()
              ? String.format(Locale.ROOT, "%,.0f tokens/s", time.tokensPerSecond().getAsDouble())
              : "");
    }
  }

  private static String duration(double seconds) {
    Duration whole = Duration.ofMillis(Math.round(seconds * 1000));
    if (whole.toHours() > 0) {
      return "%d h %02d min".formatted(whole.toHours(), whole.toMinutesPart());
    }
    return whole.toMinutes() > 0
        ? "%d min %02d s".formatted(whole.toMinutes(), whole.toSecondsPart())
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  private void warnings(List<Finding> findings) {
    line("");
    line(findings.isEmpty() ? "No warnings" : "Warnings");
    for (Finding finding : findings) {
      String from = finding.iteration() == 0 ? "" : ", from iteration " + finding.iteration();
      line("  %s%s: %s", finding.signal(), from, finding.message());
      line("    cause: %s", finding.cause());
      line("    cure:  %s", finding.cure());
    }
  }

  /** Adds a line. What a run's files say cannot move a terminal's cursor. */
  private void line(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    text.append(line.replaceAll("\\p{Cntrl}", "?").stripTrailing()).append('\n');
  }
}
