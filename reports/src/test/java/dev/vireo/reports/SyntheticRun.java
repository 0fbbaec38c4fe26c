package dev.vireo.reports;

import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.EvaluatedCompletion;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.SuiteResult;
import dev.vireo.store.manifest.ChunkSummary;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A run of the pipeline grpo as its stages would publish it, without computing anything: prompt
 * {@code p0}, {@code p1}, ... whose completion {@code s} has the reward {@code s / (groupSize - 1)}
 * of function {@code graded}, and 1 of {@code exact} if it is the last of its group.
 *
 * <p>Two chunks of half the groups each; one step an iteration; evaluations at step 0 and after
 * each iteration.
 */
public final class SyntheticRun {

  private final RunDirectory run;
  private final int groups;
  private final int groupSize;

  private SyntheticRun(Path folder, int groups, int groupSize) {
    this.run = RunDirectory.at(folder);
    this.groups = groups;
    this.groupSize = groupSize;
  }

  /** An empty run, with its configuration. */
  public static SyntheticRun in(Path folder, int iterations, int groups, int groupSize) {
    SyntheticRun made = new SyntheticRun(folder, groups, groupSize);
    RunRecord.of(
            Map.of(
                "pipeline",
                "grpo",
                "iterations",
                iterations,
                "evaluation",
                Map.of("accuracy", "exact"),
                "rollouts",
                Map.of("group-size", groupSize)))
        .write(made.run);
    return made;
  }

  /** Where it is. */
  public RunDirectory directory() {
    return run;
  }

  /** Publishes a metric of an evaluation suite. */
  public SyntheticRun suite(String suite, int step, String metric, double value) {
    publish(
        "measure-suite",
        run.child("suites/suite=" + suite).partition(Datasets.SUITE_RESULTS, step),
        List.of(
            ChunkResult.of(
                List.of(new SuiteResult(step, metric, value, 0.01, value - 0.02, value + 0.03, 40)),
                Map.of(metric, value))));
    return this;
  }

  /** Publishes everything up to an iteration: rollouts to evaluations. */
  public SyntheticRun iterate(int iterations) {
    evaluate(0);
    for (int iteration = 1; iteration <= iterations; iteration++) {
      rollouts(iteration, Map.of());
      rewards(iteration);
      advantages(iteration);
      metrics(iteration, Map.of());
      evaluate(iteration);
    }
    return this;
  }

  /**
   * Publishes an iteration's rollouts.
   *
   * @param texts of completions that are not to have the usual one, by {@code PROMPT/SAMPLE}
   */
  public SyntheticRun rollouts(int iteration, Map<String, String> texts) {
    publish(
        "collect-rollouts",
        run.partition(Datasets.ROLLOUTS, iteration),
        group -> rollout(iteration, group, texts),
        Map.of(
            "completions", 1.0 * groupSize, "tokens", 3.0 * groupSize, "stopped", groupSize - 1.0));
    return this;
  }

  public SyntheticRun rewards(int iteration) {
    publish(
        "score-rewards",
        run.partition(Datasets.REWARDS, iteration),
        group -> rewards(iteration, group),
        Map.of());
    return this;
  }

  public SyntheticRun advantages(int iteration) {
    publish(
        "adjust-rewards",
        run.partition(Datasets.ADVANTAGES, iteration),
        group -> advantages(iteration, group),
        Map.of());
    return this;
  }

  /**
   * Publishes an iteration's metrics.
   *
   * @param more in addition to the usual ones, or in their place
   */
  public SyntheticRun metrics(int iteration, Map<String, Double> more) {
    Map<String, Double> values = new TreeMap<>();
    values.put("reward", 0.5 + 0.01 * iteration);
    values.put("rewards/graded/mean", 0.5 + 0.01 * iteration);
    values.put("rewards/exact/mean", 0.1 * iteration);
    values.put("completions/mean_length", 3.0);
    values.put("completions/clipped_ratio", 1.0 / groupSize);
    values.put("frac_reward_zero_std", 0.0);
    values.put("entropy", 1.0 / iteration);
    values.put("kl", 0.001 * iteration);
    values.put("loss", -0.01 * iteration);
    values.put("grad_norm", 1.0);
    values.put("reward_variance/before", 0.10);
    values.put("reward_variance/after", 0.20);
    values.put("adjustment/top_share", 0.25);
    values.put("num_tokens", 3.0 * groups * groupSize);
    values.put("step_time", 0.5);
    values.putAll(more);
    Partition<Metric> partition = run.partition(Datasets.METRICS, iteration);
    List<Metric> rows = new ArrayList<>();
    values.forEach((name, value) -> rows.add(new Metric(iteration, iteration, name, value)));
    publish("metrics", partition, List.of(ChunkResult.of(rows)));
    return this;
  }

  /** Publishes the evaluation of a step's policy: it answers one prompt in {@code 10 / step}. */
  public SyntheticRun evaluate(int step) {
    publish(
        "evaluate-policy",
        run.partition(Datasets.EVALUATIONS, step),
        group -> evaluation(step, group),
        Map.of());
    return this;
  }

  private Rollout rollout(int iteration, int group, Map<String, String> texts) {
    List<Completion> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      String usual = "answer " + sample + " of iteration " + iteration;
      completions.add(
          new Completion(
              sample,
              List.of(10 + sample, 20 + group, 2),
              List.of(-0.1f * (sample + 1), -0.2f, -0.3f),
              texts.getOrDefault("p" + group + "/" + sample, usual),
              sample == 0 ? FinishReason.length : FinishReason.stop,
              null));
    }
    return new Rollout(
        iteration,
        "p" + group,
        iteration - 1,
        "What is " + group + "?",
        Integer.toString(group),
        Map.of("level", "easy"),
        List.of(1, 30 + group),
        completions);
  }

  private double graded(int sample) {
    return (double) sample / (groupSize - 1);
  }

  private double exact(int sample) {
    return sample == groupSize - 1 ? 1 : 0;
  }

  private Rewards rewards(int iteration, int group) {
    List<CompletionReward> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      completions.add(
          new CompletionReward(
              sample,
              graded(sample),
              new TreeMap<>(Map.of("exact", exact(sample), "graded", graded(sample))),
              null,
              sample == 1 ? new TreeMap<>(Map.of("steps", 2.5)) : null,
              sample == 1 ? new TreeMap<>(Map.of("note", "half\u0007 way")) : null));
    }
    return new Rewards(iteration, "p" + group, completions);
  }

  private Advantages advantages(int iteration, int group) {
    List<CompletionAdvantage> completions = new ArrayList<>();
    for (int sample = 0; sample < groupSize; sample++) {
      completions.add(
          new CompletionAdvantage(
              sample,
              graded(sample) < 0.5 ? 0.0 : 1.0,
              1.0 / groupSize,
              2 * graded(sample) - 1,
              null,
              null));
    }
    return new Advantages(
        iteration, "p" + group, completions, 0.5, 0.3, 0.1, 0.2, 0.0, 1.0, 0.5, 1.0, 0.0, null);
  }

  private Evaluation evaluation(int step, int group) {
    double right = group % 10 < step ? 1 : 0;
    return new Evaluation(
        step,
        "h" + group,
        "What is " + group + "?",
        Integer.toString(group),
        List.of(
            new EvaluatedCompletion(
                0,
                right == 1 ? Integer.toString(group) : "no idea",
                2,
                FinishReason.stop,
                right,
                new TreeMap<>(Map.of("exact", right, "graded", right)))));
  }

  private <T extends SpecificRecordBase> void publish(
      String stage, Partition<T> partition, IntFunction<T> row, Map<String, Double> totalsOfGroup) {
    int half = (groups + 1) / 2;
    publish(
        stage,
        partition,
        List.of(chunk(0, half, row, totalsOfGroup), chunk(half, groups, row, totalsOfGroup)));
  }

  private static <T extends SpecificRecordBase> ChunkResult<T> chunk(
      int from, int to, IntFunction<T> row, Map<String, Double> totalsOfGroup) {
    List<T> rows = new ArrayList<>();
    for (int group = from; group < to; group++) {
      rows.add(row.apply(group));
    }
    Map<String, Double> totals = new TreeMap<>(totalsOfGroup);
    totals.replaceAll((name, value) -> value * (to - from));
    return ChunkResult.of(rows, totals);
  }

  private static <T extends SpecificRecordBase> void publish(
      String stage, Partition<T> partition, List<ChunkResult<T>> chunks) {
    Fingerprint fingerprint = Fingerprint.of(stage).settings(Map.of("made", "by hand"));
    List<ChunkSummary> summaries = new ArrayList<>();
    for (ChunkResult<T> chunk : chunks) {
      partition.write(summaries.size(), fingerprint, chunk, true).ifPresent(summaries::add);
    }
    partition.publish(
        partition.manifest(
            fingerprint,
            summaries,
            Map.of("began", "2026-01-01T00:00:00Z", "ended", "2026-01-01T00:00:02Z")));
  }
}
