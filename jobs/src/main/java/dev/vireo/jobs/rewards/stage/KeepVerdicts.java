package dev.vireo.jobs.rewards.stage;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a dataset of what judges answered about an iteration's completions: {@code
 * verdicts/iteration=N}, in the chunks of the rollouts. It asks nobody: answers were kept when the
 * rewards were computed, and what was not kept then has no row.
 *
 * <p>Totals: {@code verdicts}, and {@code unparsed} of them.
 *
 * @param scorer knows where answers are kept
 */
record KeepVerdicts(RewardScorer scorer, Progress progress) {
  /** The stage's name; it is part of {@link ScoreRewards}. */
  static final String STAGE = "keep-verdicts";

  /** Makes the dataset, unless it is there, or what it is made from no longer is. */
  void run(
      SparkSession spark,
      RunDirectory run,
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards) {
    Partition<Verdict> output = run.partition(Datasets.VERDICTS, iteration);
    Fingerprint fingerprint =
        Fingerprint.of(STAGE)
            .input("rollouts", rollouts.contentHash())
            .input("rewards", rewards.contentHash());
    if (output.published().isPresent()
        || Partition.isCleaned(run, rollouts.partition().path())
        || isForked(run, iteration)) {
      return;
    }
    RewardScorer judges = scorer;
    ChunkStage.<Integer, Verdict>of(output, fingerprint)
        .progress(progress, iteration)
        .counting("prompts", rollouts::rows)
        .run(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            rollouts.chunks(),
            (index, chunk) ->
                result(
                    judges.verdicts(
                        ChunkScoring.inputs(rollouts.read(chunk, RolloutScores.COLUMNS)),
                        iteration)));
  }

  /** A fork computes nothing, and a run of before has no such dataset. */
  private static boolean isForked(RunDirectory run, int iteration) {
    return run.origin()
        .filter(origin -> origin.partition(Datasets.VERDICTS, iteration).manifest().isEmpty())
        .isPresent();
  }

  private static ChunkResult<Verdict> result(List<Verdict> verdicts) {
    return ChunkResult.of(verdicts, VerdictTotals.of(verdicts));
  }
}
