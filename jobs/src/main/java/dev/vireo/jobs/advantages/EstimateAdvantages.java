package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.tokens.KlPenalty;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stage that makes advantages of tokens, and returns, of rewards and a critic's values: {@code
 * advantages/iteration=N}.
 */
public final class EstimateAdvantages {

  /** The stage's name. */
  public static final String STAGE = "estimate-advantages";

  private EstimateAdvantages() {}

  /**
   * An iteration's inputs.
   *
   * @param rollouts the completions
   * @param rewards what they are worth
   * @param values the critic's
   * @param logprobs under the reference policy; empty without a penalty in the reward
   */
  public record Inputs(
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Values> values,
      Optional<DatasetHandle<Logprobs>> logprobs) {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(EstimationSettings settings) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("score", settings.score());
    decisive.put("gae", settings.gae());
    decisive.put("whitening", settings.whitening());
    KlPenalty kl = settings.kl();
    if (kl.beta() > 0) {
      decisive.put("kl", kl);
    }
    return Fingerprint.of(STAGE).settings(decisive);
  }

  /**
   * Estimates every token's advantage.
   *
   * @param beta the penalty's weight in this iteration: that of the settings, or what it has
   *     adapted to
   * @param maxNewTokens longest completion of the rollouts
   */
  public static DatasetHandle<Advantages> run(
      StageContext context,
      int iteration,
      Inputs inputs,
      EstimationSettings settings,
      double beta,
      int maxNewTokens) {
    Fingerprint fingerprint =
        declared(settings)
            .input("rollouts", inputs.rollouts().contentHash())
            .input("rewards", inputs.rewards().contentHash())
            .input("values", inputs.values().contentHash());
    if (beta > 0) {
      fingerprint = fingerprint.input("logprobs", inputs.logprobs().orElseThrow().contentHash());
    }
    if (settings.kl().adapts()) {
      fingerprint = fingerprint.input("kl-beta", Double.toString(beta));
    }
    boolean small = SparkDatasets.isSmall(inputs.rollouts(), context.spark());
    ChunkStage<Integer, Advantages> stage =
        ChunkStage.<Integer, Advantages>of(
                context.run().partition(Datasets.ADVANTAGES, iteration), fingerprint)
            .progress(context.progress(), iteration)
            .counting("groups", inputs.rollouts()::rows)
            .showing((totals, seconds) -> EstimationTotals.means(totals))
            .onDriverIf(small);
    Optional<DatasetHandle<Advantages>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    ChunkEstimator estimator =
        new ChunkEstimator(
            iteration,
            inputs.rollouts(),
            inputs.rewards(),
            inputs.values(),
            beta > 0 ? inputs.logprobs().orElseThrow() : null,
            settings,
            beta,
            maxNewTokens,
            null,
            null);
    List<Integer> chunks = inputs.rollouts().chunks();
    if (settings.whitening().rewards()) {
      estimator = estimator.withRewards(sum(context, chunks, small, estimator::rewardSums));
    }
    if (settings.whitening().advantages()) {
      estimator = estimator.withAdvantages(sum(context, chunks, small, estimator::advantageSums));
    }
    return stage.run(context.spark(), chunks, estimator);
  }

  /** A chunk's sums, here or in a task. */
  private interface ChunkSums extends Serializable {
    BatchSums of(int chunk);
  }

  /** Sums of the chunks, added in their order. */
  private static BatchSums sum(
      StageContext context, List<Integer> chunks, boolean onDriver, ChunkSums ofChunk) {
    BatchStatistics total = new BatchStatistics();
    List<BatchSums> parts =
        onDriver
            ? chunks.parallelStream().map(ofChunk::of).toList()
            : context.spark().parallelize(chunks, chunks.size()).map(ofChunk::of).collect();
    parts.forEach(part -> total.merge(part.statistics()));
    return BatchSums.of(total);
  }
}
