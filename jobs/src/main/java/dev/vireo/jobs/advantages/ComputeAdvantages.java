package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.Decay;
import dev.vireo.algorithms.adjust.RewardCurve;
import dev.vireo.algorithms.adjust.VarianceIncrease;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.Scale;
import dev.vireo.algorithms.advantage.StepBaseline;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.algorithms.advantage.Whitening;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.runtime.stage.SparkDatasets;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stage that makes advantages of rewards, which it adjusts first where the algorithm asks for
 * that: {@code advantages/iteration=N}. Its published name is older than the advantages: a new one
 * would void the advantages of every run.
 */
public final class ComputeAdvantages {

  /** The stage's published name. */
  public static final String STAGE = "adjust-rewards";

  private ComputeAdvantages() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(AdvantageStageSettings settings) {
    // Version 2 of the adjustment adds in another order: the last digit may differ.
    int version = settings.algorithm() == Algorithm.GRPO ? 1 : 2;
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("algorithm", settings.algorithm());
    // What came later counts only where it is used: advantages of before are still good.
    decisive.put("advantage", advantage(settings.advantage()));
    decisive.put("adjustment", adjustment(settings.adjustment()));
    if (settings.advantage().supervision() == Supervision.PROCESS) {
      decisive.put("supervision", Supervision.PROCESS);
    }
    if (!settings.normalized().isEmpty()) {
      // A list, since the sums are taken in this order.
      decisive.put(
          "normalized",
          settings.normalized().entrySet().stream()
              .map(each -> Map.of("name", each.getKey(), "weight", each.getValue()))
              .toList());
    }
    return Fingerprint.of(STAGE, version).settings(decisive);
  }

  private static Map<String, Object> advantage(AdvantageSettings settings) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    decisive.put("profile", settings.profile());
    decisive.put("scale", settings.scale());
    if (settings.qualityFloor() != null) {
      decisive.put("quality-floor", settings.qualityFloor());
    }
    if (settings.stepBaseline() != StepBaseline.GROUP) {
      decisive.put("step-baseline", settings.stepBaseline());
    }
    if (settings.kl().penalizes()) {
      decisive.put(
          "kl",
          Map.of(
              "beta", settings.kl().beta(),
              "estimator", settings.kl().estimator(),
              "level", settings.klLevel()));
    }
    if (settings.discount() != 1) {
      decisive.put("discount", settings.discount());
    }
    if (settings.whitening() != Whitening.NONE) {
      decisive.put("whitening", settings.whitening());
    }
    return decisive;
  }

  private static Map<String, Object> adjustment(AdjustmentSettings settings) {
    Map<String, Object> decisive = new LinkedHashMap<>();
    if (!(settings.rule() instanceof VarianceIncrease)) {
      decisive.put("rule", settings.rule());
    }
    decisive.put("range", settings.range());
    decisive.put("weights", settings.weights());
    decisive.put("ties", settings.ties());
    decisive.put("tie-tolerance", settings.tieTolerance());
    decisive.put("strength", settings.strength());
    return decisive;
  }

  /**
   * Adjusts every group and makes its advantages.
   *
   * @param logprobs of the same rollouts under the reference policy, which weights and a kl penalty
   *     need
   * @param rollouts the rollouts themselves, for the lengths that rewards of steps and whitening
   *     over tokens need, and the log-probabilities that a kl penalty needs
   */
  public static DatasetHandle<Advantages> run(
      StageContext context,
      int iteration,
      DatasetHandle<Rewards> rewards,
      Optional<DatasetHandle<Logprobs>> logprobs,
      Optional<DatasetHandle<Rollout>> rollouts,
      AdvantageStageSettings settings) {
    return run(context, iteration, rewards, logprobs, rollouts, settings, Optional.empty());
  }

  /**
   * The same where earlier iterations may say what rewards are worth.
   *
   * @param calibration what they say; empty before any has, and for other rules
   */
  public static DatasetHandle<Advantages> run(
      StageContext context,
      int iteration,
      DatasetHandle<Rewards> rewards,
      Optional<DatasetHandle<Logprobs>> logprobs,
      Optional<DatasetHandle<Rollout>> rollouts,
      AdvantageStageSettings settings,
      Optional<Calibration> calibration) {
    Fingerprint fingerprint = declared(settings).input("rewards", rewards.contentHash());
    DatasetHandle<Logprobs> weighing = settings.needsReference() ? logprobs.orElseThrow() : null;
    if (weighing != null) {
      fingerprint = fingerprint.input("logprobs", weighing.contentHash());
    }
    if (settings.advantage().kl().penalizes()) {
      // The penalty is made of the log-probabilities that came with them.
      fingerprint = fingerprint.input("rollouts", rollouts.orElseThrow().contentHash());
    }
    if (settings.adjustment().rule() instanceof Decay) {
      fingerprint = fingerprint.input("iteration", Integer.toString(iteration));
    }
    if (calibration.isPresent()) {
      fingerprint = fingerprint.input("calibration", calibration.get().hash());
    }
    ChunkStage<Integer, Advantages> stage =
        ChunkStage.<Integer, Advantages>of(
                context.run().partition(Datasets.ADVANTAGES, iteration), fingerprint)
            .progress(context.progress(), iteration)
            .counting("groups", rewards::rows)
            .showing((totals, seconds) -> AdjustmentTotals.means(totals))
            .onDriverIf(SparkDatasets.isSmall(rewards, context.spark()));
    Optional<DatasetHandle<Advantages>> finished = stage.skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    ChunkAdjuster adjuster =
        new ChunkAdjuster(
            iteration,
            rewards,
            settings.needsRollouts() ? rollouts.orElseThrow() : null,
            weighing,
            settings,
            calibration.map(Calibration::curve).orElse(RewardCurve.NONE),
            null);
    if (settings.advantage().scale() == Scale.BATCH
        || settings.advantage().whitening() != Whitening.NONE) {
      adjuster = adjuster.scaledBy(batch(context, rewards, adjuster));
    }
    return stage.run(context.spark(), rewards.chunks(), adjuster);
  }

  /** The whole batch's statistics: summed per chunk, the chunks added in their order. */
  private static BatchSums batch(
      StageContext context, DatasetHandle<Rewards> rewards, ChunkAdjuster adjuster) {
    BatchStatistics total = new BatchStatistics();
    List<BatchSums> parts =
        SparkDatasets.isSmall(rewards, context.spark())
            ? rewards.chunks().parallelStream().map(adjuster::sums).toList()
            : context
                .spark()
                .parallelize(rewards.chunks(), rewards.chunkCount())
                .map(adjuster::sums)
                .collect();
    parts.forEach(part -> total.merge(part.statistics()));
    return BatchSums.of(total);
  }
}
