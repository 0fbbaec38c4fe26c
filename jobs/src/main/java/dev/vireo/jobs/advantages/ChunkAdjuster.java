package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.RewardCurve;
import dev.vireo.algorithms.adjust.RunPoint;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import dev.vireo.algorithms.advantage.Whitening;
import dev.vireo.jobs.runtime.stage.ChunkFunction;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adjusts the groups of a chunk; runs in a Spark task, so what may be missing is null: an Optional
 * cannot be serialised.
 *
 * @param iteration iteration, from 1
 * @param rewards the raw rewards
 * @param rollouts what they are of; null unless their lengths or log-probabilities are needed
 * @param logprobs under the reference policy; null if nothing asks for them
 * @param settings of the stage
 * @param curve what rewards were worth in earlier iterations
 * @param batch the whole batch's statistics, of rewards or of advantages; null unless advantages
 *     are scaled or whitened by them
 */
record ChunkAdjuster(
    int iteration,
    DatasetHandle<Rewards> rewards,
    DatasetHandle<Rollout> rollouts,
    DatasetHandle<Logprobs> logprobs,
    AdvantageStageSettings settings,
    RewardCurve curve,
    BatchSums batch)
    implements ChunkFunction<Integer, Advantages> {

  ChunkAdjuster scaledBy(BatchSums statistics) {
    return new ChunkAdjuster(iteration, rewards, rollouts, logprobs, settings, curve, statistics);
  }

  private RewardAdjuster adjuster() {
    return new RewardAdjuster(settings.adjustment(), new RunPoint(iteration, curve));
  }

  @Override
  public ChunkResult<Advantages> compute(int index, Integer chunk) {
    Optional<BatchStatistics> statistics = Optional.ofNullable(batch).map(BatchSums::statistics);
    AdjustmentTotals totals = new AdjustmentTotals();
    List<Advantages> rows = new ArrayList<>();
    RewardAdjuster adjuster = adjuster();
    for (GroupInput group : groups(chunk)) {
      GroupResult result = GroupResult.of(group, adjuster, settings, statistics);
      double rewardStd = rewardStd(group.group());
      rows.add(row(result, result.stored(settings.advantage(), statistics), rewardStd));
      totals.add(result.adjusted(), result.advantages(), rewardStd);
      group.divergence().ifPresent(totals::add);
    }
    return ChunkResult.of(rows, totals.sums());
  }

  /** The chunk's part of the batch's statistics. */
  BatchSums sums(int chunk) {
    BatchStatistics sums = new BatchStatistics();
    RewardAdjuster adjuster = adjuster();
    Whitening whitening = settings.advantage().whitening();
    for (GroupInput group : groups(chunk)) {
      if (whitening == Whitening.NONE) {
        sums.add(group.group().adjust(adjuster, settings.adjustment().weights()).adjusted());
      } else {
        GroupResult.of(group, adjuster, settings, Optional.empty()).addTo(sums, whitening);
      }
    }
    return BatchSums.of(sums);
  }

  private List<GroupInput> groups(int chunk) {
    return GroupInput.read(chunk, rewards, rollouts, logprobs, settings);
  }

  /** Of the raw rewards, unweighted, ddof 1: what TRL calls reward_std. */
  static double rewardStd(RewardedGroup group) {
    return dev.vireo.algorithms.advantage.Advantages.ofGroup(
            group.raw(), AdvantageSettings.defaults())
        .std();
  }

  private Advantages row(GroupResult result, CompletionAdvantages made, double rewardStd) {
    Rewards group = result.input().group().row();
    AdjustedGroup adjusted = result.adjusted();
    List<CompletionReward> raw = group.getCompletions();
    List<CompletionAdvantage> completions = new ArrayList<>(raw.size());
    for (int i = 0; i < raw.size(); i++) {
      // Not by their builders, which check every field of every row again.
      completions.add(
          new CompletionAdvantage(
              raw.get(i).getSampleIndex(),
              adjusted.adjusted()[i],
              adjusted.weights()[i],
              made.ofCompletions()[i],
              made.ofTokens(i),
              null));
    }
    return new Advantages(
        iteration,
        group.getPromptId(),
        completions,
        adjusted.mean(),
        rewardStd,
        adjusted.varianceBefore(),
        adjusted.varianceAfter(),
        adjusted.range().lower(),
        adjusted.range().upper(),
        adjusted.topShare(),
        adjusted.ternaryShare(),
        adjusted.tieShare(),
        filtered(result.advantages(), made.silent()));
  }

  private static String filtered(GroupAdvantages advantages, boolean silent) {
    return switch (advantages.rewarded()) {
      case 0 -> "no-reward";
      case 1 -> silent ? "one-reward" : null;
      default -> advantages.zeroStd() && silent ? "zero-std" : null;
    };
  }
}
