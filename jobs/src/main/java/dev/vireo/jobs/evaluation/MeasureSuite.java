package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.evaluation.Bootstrap;
import dev.vireo.algorithms.evaluation.LengthControl;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.SuiteResult;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The stage that makes a suite's metrics of a checkpoint's completions: {@code
 * suite_results/step=N} in the suite's folder. Totals: each metric's value, by its name.
 *
 * <p>It runs on the driver, which reads the completions chunk by chunk and keeps a few numbers for
 * each prompt.
 */
final class MeasureSuite {
  /** The stage's name. */
  static final String STAGE = "measure-suite";

  private final SuiteSettings suite;
  private final Collection<String> rewards;

  /**
   * The stage of a suite.
   *
   * @param rewards names of the rewards that judged its completions
   */
  MeasureSuite(SuiteSettings suite, Collection<String> rewards) {
    this.suite = suite;
    this.rewards = rewards;
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  static Fingerprint declared(StageContext context, SuiteSettings suite) {
    return Fingerprint.of(STAGE)
        .settings(Map.of("metrics", suite.metrics().identity(), "intervals", suite.intervals()))
        .seed(context.seed());
  }

  /**
   * Measures, unless it is done.
   *
   * @param context the suite's own
   * @param policyHash content hash of the policy that wrote the completions
   * @param opponent what it is compared with, where there are win rates
   */
  DatasetHandle<SuiteResult> run(
      StageContext context,
      int iteration,
      int step,
      String policyHash,
      DatasetHandle<Evaluation> completions,
      Optional<Opponent> opponent) {
    Fingerprint fingerprint =
        declared(context, suite)
            .input("evaluations", completions.contentHash())
            .input(EvaluatePolicy.POLICY, policyHash);
    if (opponent.isPresent()) {
      fingerprint = opponent.get().inputs(fingerprint);
    }
    return ChunkStage.<Integer, SuiteResult>of(
            context.run().partition(Datasets.SUITE_RESULTS, step), fingerprint)
        .progress(context.progress(), iteration)
        .judging(step)
        .showing((totals, seconds) -> PublishedSuites.means(suite.name(), totals))
        .runInOrder(
            List.of(0),
            (index, chunk) ->
                results(step, suite.intervals().bootstrap(context.seed()), completions, opponent));
  }

  private ChunkResult<SuiteResult> results(
      int step,
      Bootstrap bootstrap,
      DatasetHandle<Evaluation> completions,
      Optional<Opponent> opponent) {
    List<PromptMetric> metrics = PromptMetric.of(suite.metrics(), rewards);
    List<double[]> rows = new ArrayList<>();
    for (int chunk : completions.chunks()) {
      completions.read(chunk).forEach(group -> rows.add(row(metrics, group)));
    }
    List<String> names = metrics.stream().flatMap(metric -> metric.names().stream()).toList();
    List<SuiteResult> results = new ArrayList<>();
    for (int metric = 0; metric < names.size(); metric++) {
      results.add(mean(step, names.get(metric), bootstrap, column(rows, metric)));
    }
    opponent.ifPresent(
        base ->
            results.addAll(
                wins(step, bootstrap, base.comparisons(completions, suite.metrics().winsBy()))));
    Map<String, Double> totals = new TreeMap<>();
    results.forEach(each -> totals.put(each.getMetric(), each.getValue()));
    return ChunkResult.of(results, totals);
  }

  private static double[] row(List<PromptMetric> metrics, Evaluation group) {
    return metrics.stream()
        .flatMapToDouble(metric -> Arrays.stream(metric.values().apply(group)))
        .toArray();
  }

  private List<SuiteResult> wins(int step, Bootstrap bootstrap, Comparisons comparisons) {
    double[] shares = comparisons.shares();
    double[] longer = comparisons.longer();
    List<SuiteResult> results = new ArrayList<>();
    results.add(mean(step, SuiteMetricSettings.WIN_RATE, bootstrap, shares));
    if (suite.metrics().lengthControlled()) {
      results.add(
          result(
              step,
              SuiteMetricSettings.CONTROLLED,
              shares.length,
              bootstrap.of(
                  shares.length, places -> LengthControl.winRate(shares, longer, places))));
    }
    return results;
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  private static SuiteResult mean(int step, String name, Bootstrap bootstrap, double[] values) {
    int counted =
        (int) IntStream.range(0, values.length).filter(i -> !Double.isNaN(values[i])).count();
    return result(step, name, counted, bootstrap.ofMean(values));
  }

  private static SuiteResult result(
      int step, String name, int prompts, Bootstrap.Interval interval) {
    return SuiteResult.newBuilder()
        .setStep(step)
        .setMetric(name)
        .setValue(interval.value())
        .setStandardError(interval.standardError())
        .setLow(interval.low())
        .setHigh(interval.high())
        .setPrompts(prompts)
        .build();
  }
}
