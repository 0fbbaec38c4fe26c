package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.GroupAdvantages;
import dev.vireo.jobs.store.ChunkFunction;
import dev.vireo.jobs.store.ChunkResult;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import java.util.ArrayList;
import java.util.List;

/**
 * Adjusts the groups of a chunk; runs in a Spark task.
 *
 * @param iteration iteration, from 1
 * @param rewards the raw rewards
 * @param logprobs under the reference policy; null where weights are uniform
 * @param settings of the stage
 * @param batch the whole batch's statistics; null unless advantages are scaled by them
 */
record ChunkAdjuster(
    int iteration,
    DatasetHandle<Rewards> rewards,
    DatasetHandle<Logprobs> logprobs,
    AdvantageStageSettings settings,
    BatchSums batch)
    implements ChunkFunction<Integer, Advantages> {

  private static final String[] REWARD_COLUMNS = {
    "prompt_id", "completions.sample_index", "completions.reward"
  };

  ChunkAdjuster scaledBy(BatchSums statistics) {
    return new ChunkAdjuster(iteration, rewards, logprobs, settings, statistics);
  }

  @Override
  public ChunkResult<Advantages> compute(int index, Integer chunk) {
    BatchStatistics statistics = batch == null ? null : batch.statistics();
    AdjustmentTotals totals = new AdjustmentTotals();
    List<Rewards> groups = rewards.read(chunk, REWARD_COLUMNS);
    List<Advantages> rows = new ArrayList<>(groups.size());
    List<AdjustedGroup> adjusted = adjusted(groups, chunk);
    for (int i = 0; i < groups.size(); i++) {
      GroupAdvantages advantages =
          dev.vireo.algorithms.advantage.Advantages.ofGroup(
              adjusted.get(i).adjusted(), settings.advantage(), statistics);
      double rewardStd = rewardStd(groups.get(i));
      rows.add(row(groups.get(i), adjusted.get(i), advantages, rewardStd));
      totals.add(adjusted.get(i), advantages, rewardStd);
    }
    return ChunkResult.of(rows, totals.sums());
  }

  /** The chunk's part of the batch's statistics. */
  BatchSums sums(int chunk) {
    BatchStatistics sums = new BatchStatistics();
    adjusted(rewards.read(chunk, REWARD_COLUMNS), chunk)
        .forEach(group -> sums.add(group.adjusted()));
    return BatchSums.of(sums);
  }

  private List<AdjustedGroup> adjusted(List<Rewards> groups, int chunk) {
    RewardsAdjuster adjuster = new RewardsAdjuster(settings.adjustment());
    List<Logprobs> reference = logprobs == null ? null : logprobs.read(chunk);
    List<AdjustedGroup> adjusted = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      adjusted.add(adjuster.adjust(groups.get(i), reference == null ? null : reference.get(i)));
    }
    return adjusted;
  }

  /** Of the raw rewards, unweighted, ddof 1: what TRL calls reward_std. */
  private static double rewardStd(Rewards group) {
    return dev.vireo.algorithms.advantage.Advantages.ofGroup(
            RewardsAdjuster.rewardsOf(group), AdvantageSettings.defaults(), null)
        .std();
  }

  private Advantages row(
      Rewards group, AdjustedGroup adjusted, GroupAdvantages advantages, double rewardStd) {
    List<CompletionReward> raw = group.getCompletions();
    List<CompletionAdvantage> completions = new ArrayList<>(raw.size());
    for (int i = 0; i < raw.size(); i++) {
      // Not by their builders, which check every field of every row anew.
      completions.add(
          new CompletionAdvantage(
              raw.get(i).getSampleIndex(),
              adjusted.adjusted()[i],
              adjusted.weights()[i],
              advantages.advantages()[i],
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
        filtered(advantages));
  }

  private static String filtered(GroupAdvantages advantages) {
    return switch (advantages.rewarded()) {
      case 0 -> "no-reward";
      case 1 -> "one-reward";
      default -> advantages.zeroStd() ? "zero-std" : null;
    };
  }
}
