package dev.vireo.benchmarks.jobs;

import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Iterations as the pipeline runs them: stages on Spark, datasets and checkpoints in files. */
final class StagedIteration {
  private final StageContext context;
  private final IterationWork work;
  private final Stopwatch stopwatch = new Stopwatch();
  private PolicyCheckpoint policy;

  StagedIteration(StageContext context, IterationWork work, PolicyCheckpoint policy) {
    this.context = context;
    this.work = work;
    this.policy = policy;
  }

  /** Runs one iteration, and returns its completion tokens. */
  long run(int iteration) {
    PolicyCheckpoint old = policy;
    DatasetHandle<Rollout> rollouts =
        stopwatch.time(
            "rollouts",
            () ->
                CollectRollouts.run(
                    context,
                    iteration,
                    work.prompts(),
                    "random prompts",
                    old,
                    work.rollouts(),
                    Optional.empty()));
    DatasetHandle<Rewards> rewards =
        stopwatch.time(
            "rewards",
            () ->
                ScoreRewards.of(work.rewards())
                    .run(
                        context.session(), context.run(), iteration, rollouts, context.progress()));
    DatasetHandle<Advantages> advantages =
        stopwatch.time(
            "adjustment",
            () ->
                ComputeAdvantages.run(
                    context,
                    iteration,
                    rewards,
                    Optional.empty(),
                    Optional.of(rollouts),
                    work.advantages()));
    Trainer.Outcome update =
        stopwatch.time("update", () -> update(iteration, old, rollouts, advantages));
    policy = update.checkpoint();
    stopwatch.time("metrics", () -> writeMetrics(iteration, advantages));
    return (long) rollouts.total(CollectRollouts.TOKENS);
  }

  private Trainer.Outcome update(
      int iteration,
      PolicyCheckpoint old,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Advantages> advantages) {
    return UpdatePolicy.run(
        context,
        iteration,
        old,
        rollouts,
        advantages,
        Optional.empty(),
        work.update(),
        work.rollouts().temperature(),
        work.rollouts().maxNewTokens());
  }

  /** Where the time goes. */
  Stopwatch stopwatch() {
    return stopwatch;
  }

  /** A small file more, as the pipeline leaves it behind. */
  private DatasetHandle<Metric> writeMetrics(int iteration, DatasetHandle<Advantages> advantages) {
    Fingerprint fingerprint =
        Fingerprint.of("metrics").input("advantages", advantages.contentHash());
    List<Metric> rows = new ArrayList<>();
    advantages
        .manifest()
        .totals()
        .forEach((name, value) -> rows.add(new Metric(iteration, iteration, name, value)));
    return ChunkStage.<Integer, Metric>of(
            context.run().partition(Datasets.METRICS, iteration), fingerprint)
        .runOnDriver(List.of(iteration), (index, chunk) -> ChunkResult.of(rows));
  }
}
