package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.columns.ColumnScorer;
import dev.vireo.jobs.rewards.published.DatasetRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.PartitionRows;
import dev.vireo.jobs.runtime.stage.PartitionedStage;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.jobs.runtime.stage.StageMetrics;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scores the rollouts of one iteration: {@code rollouts} in, {@code rewards} out, in the same
 * chunks.
 *
 * <p>Rewards that look at one completion are computed in the chunks' tasks, which read the rollouts
 * and write the rewards. Column rewards make a detour: a DataFrame with one partition for each
 * chunk gets their columns, without a shuffle, and the rest goes on after it in the same task.
 * Values that were published for the rollouts are read next to them, chunk by chunk.
 *
 * <p>Totals, for the metrics: {@code reward/sum}, {@code reward/sum_of_squares}, {@code
 * reward/count} and {@code reward/nan_count}, and the same of {@code rewards/NAME} for each reward.
 */
public final class ScoreRewards {
  /** The stage's name. */
  public static final String STAGE = "score-rewards";

  private final RewardScorer scorer;

  /** Kept from one iteration to the next: loading a pipeline takes several jobs. */
  private KnownColumns known;

  /** Column rewards, and what they were made of. */
  private record KnownColumns(
      SparkSession spark, Map<String, Object> identity, ColumnScorer scorer) {}

  /** Asked where steps are judged; their ends are found among the tokens. */
  private final Supplier<TokenTexts> texts;

  private ScoreRewards(RewardScorer scorer, Supplier<TokenTexts> texts) {
    this.scorer = scorer;
    this.texts = texts;
  }

  /** The stage with these rewards, none of which judges steps. */
  public static ScoreRewards of(List<RewardSettings> rewards) {
    return of(
        rewards,
        () -> {
          throw new IllegalStateException("Steps are judged, but nothing tells tokens' texts");
        });
  }

  /**
   * The stage with these rewards.
   *
   * @param texts of the rollouts' tokens; asked for only where steps are judged
   */
  public static ScoreRewards of(List<RewardSettings> rewards, Supplier<TokenTexts> texts) {
    return new ScoreRewards(RewardScorer.create(rewards), texts);
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public Fingerprint declared(SparkSession spark) {
    return Fingerprint.of(STAGE)
        .settings(scorer.identity(spark.sparkContext().hadoopConfiguration()));
  }

  /**
   * Scores the rollouts that are not scored yet.
   *
   * @return the rewards of the iteration
   * @throws InputException when a reward fails, naming reward, prompt and sample; when a column
   *     reward cannot be made; when no completion got a reward
   * @throws dev.vireo.jobs.runtime.WaitingException when values are not published yet
   */
  public DatasetHandle<Rewards> run(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      Progress progress) {
    return run(spark, run, run, iteration, rollouts, progress);
  }

  /**
   * The same, with the rewards in another directory than the rollouts' own.
   *
   * @param published the run whose published values count
   * @param run where the rewards are to be, and what judges answer
   */
  public DatasetHandle<Rewards> run(
      SparkSession spark,
      RunDirectory published,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      Progress progress) {
    return score(
        spark, run, iteration, rollouts, published(published, iteration, rollouts), progress);
  }

  private DatasetHandle<Rewards> score(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetRewards published,
      Progress progress) {
    DatasetHandle<Rewards> rewards =
        scorer.columnRewards().isEmpty()
            ? runOnRows(spark, run, iteration, rollouts, published, progress)
            : runOnColumns(spark, run, iteration, rollouts, published, progress);
    if (scorer.asksJudges()) {
      new KeepVerdicts(scorer.keepingAnswersIn(run), progress)
          .run(spark, run, iteration, rollouts, rewards);
    }
    if (rewards.rows() > 0 && rewards.total("reward/count") == 0) {
      throw new InputException(
          "No completion of iteration %d got a reward: %s gave none for all of them; check what it returns, and whether the prompts have the reference answers and columns that it needs"
              .formatted(iteration, ColumnScorer.describe(scorer.rewards())));
    }
    return rewards;
  }

  /** Whether all values computed elsewhere are there. */
  public boolean hasPublished(RunDirectory run, int iteration, DatasetHandle<Rollout> rollouts) {
    return scorer.datasetRewards().stream()
        .allMatch(
            reward ->
                DatasetRewards.published(run, reward.name(), iteration, rollouts).isPresent());
  }

  private DatasetRewards published(
      RunDirectory run, int iteration, DatasetHandle<Rollout> rollouts) {
    return DatasetRewards.find(run, iteration, rollouts, scorer.datasetRewards());
  }

  private DatasetHandle<Rewards> runOnRows(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetRewards published,
      Progress progress) {
    ChunkScoring scoring = scoring(run, iteration);
    JavaSparkContext jobs = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return this.<Integer>stage(spark, run, iteration, rollouts, published, progress, rollouts::rows)
        .onDriverIf(scorer.isLight() && SparkDatasets.isSmall(rollouts, jobs))
        .run(
            jobs,
            rollouts.chunks(),
            (index, chunk) ->
                scoring.of(rollouts.read(chunk, RolloutScores.COLUMNS), published.read(chunk)));
  }

  private ChunkScoring scoring(RunDirectory run, int iteration) {
    StepEnds ends = scorer.judgesSteps() ? new StepEnds(texts.get()) : null;
    return new ChunkScoring(scorer.keepingAnswersIn(run), iteration, ends);
  }

  private DatasetHandle<Rewards> runOnColumns(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetRewards published,
      Progress progress) {
    ChunkStage<PartitionRows<Row>, Rewards> stage =
        stage(spark, run, iteration, rollouts, published, progress, PartitionRows::size);
    Optional<DatasetHandle<Rewards>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    long[] sizes = IntStream.range(0, rollouts.chunkCount()).mapToLong(rollouts::rows).toArray();
    JavaRDD<Row> completions =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(rollouts.chunks(), Math.max(1, sizes.length))
            .flatMap(chunk -> new RolloutRows(rollouts.read(chunk, RolloutScores.COLUMNS)));
    ColumnScorer columns = columns(spark);
    ChunkScoring scoring = scoring(run, iteration);
    boolean conversations = rollouts.manifest().totals().containsKey(CollectRollouts.TURNS);
    return PartitionedStage.run(
        stage,
        columns.score(completions),
        sizes,
        (index, chunk) ->
            scoring.of(
                chunk.rows(),
                // Rows hold neither tokens nor messages.
                scoring.scorer().asksForTokens() || conversations
                    ? rollouts.read(index, RolloutScores.COLUMNS)
                    : List.<Rollout>of(),
                published.read(index)));
  }

  private synchronized ColumnScorer columns(SparkSession spark) {
    Map<String, Object> identity = scorer.identity(spark.sparkContext().hadoopConfiguration());
    if (known == null || known.spark() != spark || !known.identity().equals(identity)) {
      ColumnScorer made = ColumnScorer.create(scorer.columnRewards(), spark);
      known = new KnownColumns(spark, identity, made);
    }
    return known.scorer();
  }

  private <C extends Serializable> ChunkStage<C, Rewards> stage(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetRewards published,
      Progress progress,
      ToLongFunction<C> size) {
    Fingerprint fingerprint =
        published.in(
            declared(spark).input("rollouts", rollouts.contentHash()), scorer.datasetRewards());
    StageMetrics metrics =
        (totals, seconds) -> {
          double count = totals.getOrDefault("reward/count", 0.0);
          return count == 0 ? Map.of() : Map.of("reward", totals.get("reward/sum") / count);
        };
    ChunkStage<C, Rewards> stage =
        ChunkStage.<C, Rewards>of(run.partition(Datasets.REWARDS, iteration), fingerprint)
            .progress(progress, iteration)
            .counting("prompts", size)
            .showing(metrics);
    return scorer.isRepeatable() ? stage : stage.firstWriterWins();
  }
}
