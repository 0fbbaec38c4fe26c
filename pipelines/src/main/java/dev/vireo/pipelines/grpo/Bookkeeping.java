package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.checkpoints.SupersededCheckpoints;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.store.ChunkResult;
import dev.vireo.jobs.store.ChunkStage;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.Fingerprint;
import dev.vireo.jobs.update.StepMetrics;
import dev.vireo.jobs.update.UpdatePolicy;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Metrics of each iteration, and room on the disk. */
final class Bookkeeping {

  private final StageContext context;
  private final RunConfig config;
  private final SupersededCheckpoints checkpoints;

  Bookkeeping(StageContext context, RunConfig config) {
    this.context = context;
    this.config = config;
    this.checkpoints = new SupersededCheckpoints(context.run(), UpdatePolicy.FOLDER);
  }

  /** Writes an iteration's metrics, and cleans up checkpoints that are no longer kept. */
  void record(
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages,
      StepLoop.Outcome update) {
    // Times are measured, not derived: an iteration's metrics are written once and kept.
    Fingerprint fingerprint =
        Fingerprint.of("metrics")
            .input("rewards", rewards.contentHash())
            .input("advantages", advantages.contentHash())
            .input("policy", update.checkpoint().contentHash());
    ChunkStage.<Integer, Metric>of(
            context.run().partition(Datasets.METRICS, iteration), fingerprint)
        .runOnDriver(
            List.of(iteration),
            (index, chunk) ->
                ChunkResult.of(rows(iteration, ofRollouts(rollouts, rewards, advantages), update)));
    clean(update);
  }

  private void clean(StepLoop.Outcome update) {
    checkpoints
        .ofIterations(
            config.checkpoints().keep(), update.log().stageSteps(), update.checkpoint().step())
        .forEach(superseded -> context.run().delete(superseded.path()));
  }

  private static Map<String, Double> ofRollouts(
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages) {
    Map<String, Double> metrics = new TreeMap<>();
    double completions = rollouts.total(CollectRollouts.COMPLETIONS);
    double tokens = rollouts.total(CollectRollouts.TOKENS);
    metrics.put("num_tokens", tokens);
    metrics.put("completions/mean_length", tokens / completions);
    metrics.put(
        "completions/clipped_ratio", 1 - rollouts.total(CollectRollouts.STOPPED) / completions);
    metrics.putAll(RewardMeans.of(rewards.manifest().totals()));
    metrics.putAll(AdjustmentTotals.means(advantages.manifest().totals()));
    return metrics;
  }

  private static List<Metric> rows(
      int iteration, Map<String, Double> ofRollouts, StepLoop.Outcome update) {
    List<Metric> rows = new ArrayList<>();
    int steps = update.log().stageSteps();
    int first = Math.toIntExact(update.checkpoint().step()) - steps + 1;
    ofRollouts.forEach((name, value) -> rows.add(new Metric(iteration, first, name, value)));
    for (int i = 0; i < steps; i++) {
      int step = first + i;
      StepMetrics.of(update.log().metrics().get(i))
          .forEach((name, value) -> rows.add(new Metric(iteration, step, name, value)));
      // Steps before a restart were timed by a process that is gone.
      int timed = i - (steps - update.seconds().size());
      if (timed >= 0) {
        rows.add(new Metric(iteration, step, "step_time", update.seconds().get(timed)));
      }
    }
    return rows;
  }
}
