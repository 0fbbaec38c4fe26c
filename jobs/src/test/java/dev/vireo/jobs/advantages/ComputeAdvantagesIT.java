package dev.vireo.jobs.advantages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.CompletionWeights;
import dev.vireo.algorithms.adjust.Decay;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.algorithms.advantage.AdvantageProfile;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage against the algorithms it stands on, group by group. */
final class ComputeAdvantagesIT {

  private static final double NONE = Double.NaN;
  private static final double[][] GROUPS = {
    {0, 0.25, 0.5, 1},
    {1, 1, 1, 1},
    {0.1, NONE, 0.3, 0.9},
    {NONE, NONE, 0.7, NONE},
    {NONE, NONE, NONE, NONE},
    {-2, 3, 3, 0.5},
    {0.2, 0.1, 0.4, 0.3},
  };
  private static final int CHUNK = 3;
  private static final AdjustmentSettings HALF =
      new AdjustmentSettings(
          new RangePolicy.TopShare(0.25, null), WeightPolicy.UNIFORM, Ties.MERGE, 0, 0.5);

  private static SparkSession spark;

  @TempDir static Path folders;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void grpoKeepsEveryReward() {
    AdvantageSettings trl = AdvantageSettings.defaults();
    List<Advantages> rows = run("grpo", Algorithm.GRPO, HALF, trl, false).readAll();

    assertThat(rows).hasSize(GROUPS.length);
    for (int g = 0; g < GROUPS.length; g++) {
      assertThat(adjusted(rows.get(g))).containsExactly(GROUPS[g]);
      assertThat(advantages(rows.get(g)))
          .containsExactly(expected(GROUPS[g], trl, Optional.empty()));
    }
  }

  @Test
  void grpoviAdjustsFirst() {
    AdvantageSettings settings = AdvantageSettings.of(AdvantageProfile.DR_GRPO);
    DatasetHandle<Advantages> made = run("grpovi", Algorithm.GRPOVI, HALF, settings, false);

    double before = 0;
    for (int g = 0; g < GROUPS.length; g++) {
      AdjustedGroup group =
          new RewardAdjuster(HALF).adjust(GROUPS[g].clone(), CompletionWeights.uniform(4));
      Advantages row = made.readAll().get(g);
      assertThat(row.getPromptId()).isEqualTo("p" + g);
      assertThat(row.getIteration()).isEqualTo(5);
      assertThat(adjusted(row)).containsExactly(group.adjusted());
      assertThat(advantages(row))
          .containsExactly(expected(group.adjusted(), settings, Optional.empty()));
      assertThat(row.getVarianceAfter()).isEqualTo(Double.valueOf(group.varianceAfter()));
      assertThat(row.getRangeUpper()).isEqualTo(Double.valueOf(group.range().upper()));
      before += Double.isNaN(group.varianceBefore()) ? 0 : group.varianceBefore();
    }
    assertThat(made.chunkCount()).isEqualTo(3);
    assertThat(made.readAll())
        .extracting(Advantages::getFiltered)
        .containsExactly(null, "zero-std", null, "one-reward", "no-reward", null, null);
    Map<String, Double> means = AdjustmentTotals.means(made.manifest().totals());
    assertThat(means.get("frac_reward_zero_std")).isEqualTo(3 / 7.0);
    assertThat(means.get("reward_variance/before")).isCloseTo(before / 6, within(1e-12));
    assertThat(means.values()).noneMatch(mean -> mean.isNaN());
  }

  @Test
  void theBatchScaleSpansEveryChunk() {
    AdvantageSettings batch = new AdvantageSettings(AdvantageProfile.TRL, Scale.BATCH);
    BatchStatistics statistics = new BatchStatistics();
    RewardAdjuster adjuster = new RewardAdjuster(HALF);
    for (double[] rewards : GROUPS) {
      statistics.add(adjuster.adjust(rewards.clone(), CompletionWeights.uniform(4)).adjusted());
    }

    List<Advantages> rows = run("batch", Algorithm.GRPOVI, HALF, batch, false).readAll();

    for (int g = 0; g < GROUPS.length; g++) {
      double[] expected = expected(adjusted(rows.get(g)), batch, Optional.of(statistics));
      assertThat(advantages(rows.get(g))).containsExactly(expected, within(1e-12));
    }
    assertThat(advantages(rows.get(0))[3]).isPositive();
  }

  @Test
  void referenceWeightsComeFromTheLogprobs() {
    for (WeightPolicy policy : List.of(WeightPolicy.REFERENCE, WeightPolicy.LENGTH_NORMALISED)) {
      AdjustmentSettings settings =
          new AdjustmentSettings(new RangePolicy.Fixed(-2, 3, false), policy, Ties.MERGE, 0, 1);
      List<Advantages> rows =
          run(policy.name(), Algorithm.GRPOVI, settings, AdvantageSettings.defaults(), true)
              .readAll();

      for (int g = 0; g < GROUPS.length; g++) {
        double[] weights =
            policy == WeightPolicy.REFERENCE
                ? CompletionWeights.fromLogprobs(sums(g))
                : CompletionWeights.lengthNormalised(sums(g), new int[] {1, 2, 3, 4});
        AdjustedGroup group = new RewardAdjuster(settings).adjust(GROUPS[g].clone(), weights);
        assertThat(adjusted(rows.get(g))).containsExactly(group.adjusted());
        assertThat(
                rows.get(g).getCompletions().stream()
                    .mapToDouble(CompletionAdvantage::getWeight)
                    .toArray())
            .containsExactly(group.weights());
      }
    }
  }

  @Test
  void theStrengthFallsWithTheIteration() {
    AdjustmentSettings decay =
        new AdjustmentSettings(
            new Decay(9), HALF.range(), HALF.weights(), HALF.ties(), HALF.tieTolerance(), 1);
    DatasetHandle<Advantages> made =
        run("decay", Algorithm.GRPOVI, decay, AdvantageSettings.defaults(), false);

    // Half of the way from iteration 1 to 9.
    for (int g = 0; g < GROUPS.length; g++) {
      assertThat(adjusted(made.readAll().get(g)))
          .containsExactly(new RewardAdjuster(HALF).adjust(GROUPS[g].clone()).adjusted());
    }
    assertThat(made.manifest().fingerprint().inputs()).containsEntry("iteration", "5");
  }

  @Test
  void equalFailuresHaveASignalBelowAFloor() {
    AdvantageSettings floor =
        new AdvantageSettings(AdvantageProfile.DR_GRPO, Scale.NONE, Supervision.OUTCOME, 1.5, null);
    List<Advantages> rows = run("floor", Algorithm.GRPO, HALF, floor, false).readAll();
    assertThat(advantages(rows.get(1))).containsExactly(-.5, -.5, -.5, -.5);
    assertThat(rows)
        .extracting(Advantages::getFiltered)
        .containsExactly(null, null, null, null, "no-reward", null, null);
  }

  @Test
  void underGrpoTheAdjustmentIsNoInput() {
    AdvantageSettings trl = AdvantageSettings.defaults();
    assertThat(new AdvantageStageSettings(Algorithm.GRPO, HALF, trl))
        .isEqualTo(new AdvantageStageSettings(Algorithm.GRPO, AdjustmentSettings.defaults(), trl));
  }

  private static DatasetHandle<Advantages> run(
      String name,
      Algorithm algorithm,
      AdjustmentSettings adjustment,
      AdvantageSettings advantage,
      boolean reference) {
    RunDirectory run = RunDirectory.at(folders.resolve(name));
    DatasetHandle<Rewards> rewards =
        ChunkStage.<Integer, Rewards>of(
                run.partition(Datasets.REWARDS, 5), Fingerprint.of("score-rewards"))
            .runOnDriver(List.of(0, 1, 2), (index, chunk) -> ChunkResult.of(rewards(chunk)));
    Optional<DatasetHandle<Logprobs>> logprobs =
        reference
            ? Optional.of(
                ChunkStage.<Integer, Logprobs>of(
                        run.partition(Datasets.LOGPROBS, 5), Fingerprint.of("score-logprobs"))
                    .runOnDriver(
                        List.of(0, 1, 2), (index, chunk) -> ChunkResult.of(logprobs(chunk))))
            : Optional.empty();
    return ComputeAdvantages.run(
        new StageContext(spark, run, 17, Progress.NONE),
        5,
        rewards,
        logprobs,
        Optional.empty(),
        new AdvantageStageSettings(algorithm, adjustment, advantage));
  }

  private static List<Rewards> rewards(int chunk) {
    List<Rewards> rows = new ArrayList<>();
    for (int g = CHUNK * chunk; g < Math.min(GROUPS.length, CHUNK * chunk + CHUNK); g++) {
      List<CompletionReward> completions = new ArrayList<>();
      for (int i = 0; i < GROUPS[g].length; i++) {
        completions.add(
            CompletionReward.newBuilder()
                .setSampleIndex(i)
                .setReward(GROUPS[g][i])
                .setValues(Map.of("exact", GROUPS[g][i]))
                .build());
      }
      rows.add(
          Rewards.newBuilder()
              .setIteration(5)
              .setPromptId("p" + g)
              .setCompletions(completions)
              .build());
    }
    return rows;
  }

  private static List<Logprobs> logprobs(int chunk) {
    List<Logprobs> rows = new ArrayList<>();
    for (int g = CHUNK * chunk; g < Math.min(GROUPS.length, CHUNK * chunk + CHUNK); g++) {
      List<CompletionLogprobs> completions = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        List<Float> tokens = new ArrayList<>();
        for (int t = 0; t <= i; t++) {
          tokens.add(token(g, i, t));
        }
        completions.add(
            CompletionLogprobs.newBuilder()
                .setSampleIndex(i)
                .setOldLogprobs(null)
                .setReferenceLogprobs(tokens)
                .build());
      }
      rows.add(
          Logprobs.newBuilder()
              .setIteration(5)
              .setPromptId("p" + g)
              .setCompletions(completions)
              .build());
    }
    return rows;
  }

  private static float token(int group, int sample, int position) {
    return -0.125f * (1 + (group + 3 * sample + position) % 7);
  }

  private static double[] sums(int group) {
    double[] sums = new double[4];
    for (int i = 0; i < 4; i++) {
      for (int t = 0; t <= i; t++) {
        sums[i] += token(group, i, t);
      }
    }
    return sums;
  }

  private static double[] expected(
      double[] rewards, AdvantageSettings settings, Optional<BatchStatistics> batch) {
    return dev.vireo.algorithms.advantage.Advantages.ofGroup(rewards, settings, batch).advantages();
  }

  private static double[] adjusted(Advantages row) {
    return row.getCompletions().stream()
        .mapToDouble(CompletionAdvantage::getAdjustedReward)
        .toArray();
  }

  private static double[] advantages(Advantages row) {
    return row.getCompletions().stream().mapToDouble(CompletionAdvantage::getAdvantage).toArray();
  }
}
