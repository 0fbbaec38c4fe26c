package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.RewardCurve;
import dev.vireo.algorithms.adjust.RunPoint;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.GroupAdvantages;
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
 * @param rollouts what they are of; null unless steps are rewarded
 * @param logprobs under the reference policy; null if weights are uniform
 * @param settings of the stage
 * @param curve what rewards were worth in earlier iterations
 * @param batch the whole batch's statistics; null unless advantages are scaled by them
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

  private static final String[] REWARD_COLUMNS = {
    "prompt_id", "completions.sample_index", "completions.reward"
  };

  private static final String[] STEP_COLUMNS = {
    "prompt_id", "completions.sample_index", "completions.reward", "completions.steps"
  };

  private static final String[] VALUE_COLUMNS = {
    "prompt_id", "completions.sample_index", "completions.reward", "completions.values"
  };

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
    List<RewardedGroup> groups = groups(chunk);
    List<Advantages> rows = new ArrayList<>(groups.size());
    RewardAdjuster adjuster = adjuster();
    Optional<List<Rollout>> lengths =
        Optional.ofNullable(rollouts).map(all -> all.read(chunk, "completions.token_ids"));
    for (int i = 0; i < groups.size(); i++) {
      RewardedGroup group = groups.get(i);
      int row = i;
      AdjustedGroup adjusted = group.adjust(adjuster, settings.adjustment().weights());
      Optional<RewardedSteps> steps =
          lengths.map(all -> RewardedSteps.of(group.row(), all.get(row)));
      GroupAdvantages advantages =
          dev.vireo.algorithms.advantage.Advantages.ofGroup(
              steps.map(RewardedSteps::all).orElse(adjusted.adjusted()),
              settings.advantage(),
              statistics);
      double rewardStd = rewardStd(group);
      CompletionAdvantages made =
          steps
              .map(each -> CompletionAdvantages.ofSteps(each, settings.advantage()))
              .orElseGet(() -> CompletionAdvantages.of(advantages));
      rows.add(row(group.row(), adjusted, advantages, made, rewardStd));
      totals.add(adjusted, advantages, rewardStd);
    }
    return ChunkResult.of(rows, totals.sums());
  }

  /** The chunk's part of the batch's statistics. */
  BatchSums sums(int chunk) {
    BatchStatistics sums = new BatchStatistics();
    RewardAdjuster adjuster = adjuster();
    groups(chunk)
        .forEach(
            group -> sums.add(group.adjust(adjuster, settings.adjustment().weights()).adjusted()));
    return BatchSums.of(sums);
  }

  private String[] columns() {
    if (rollouts != null) {
      return STEP_COLUMNS;
    }
    return settings.normalized().isEmpty() ? REWARD_COLUMNS : VALUE_COLUMNS;
  }

  private List<RewardedGroup> groups(int chunk) {
    List<Rewards> rows = rewards.read(chunk, columns());
    Optional<List<Logprobs>> reference = Optional.ofNullable(logprobs).map(all -> all.read(chunk));
    List<RewardedGroup> groups = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int group = i;
      groups.add(
          RewardedGroup.of(
              rows.get(i), settings.normalized(), reference.map(all -> all.get(group))));
    }
    return groups;
  }

  /** Of the raw rewards, unweighted, ddof 1: what TRL calls reward_std. */
  static double rewardStd(RewardedGroup group) {
    return dev.vireo.algorithms.advantage.Advantages.ofGroup(
            group.raw(), AdvantageSettings.defaults())
        .std();
  }

  private Advantages row(
      Rewards group,
      AdjustedGroup adjusted,
      GroupAdvantages advantages,
      CompletionAdvantages made,
      double rewardStd) {
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
        filtered(advantages));
  }

  private static String filtered(GroupAdvantages advantages) {
    return switch (advantages.rewarded()) {
      case 0 -> "no-reward";
      case 1 -> advantages.silent() ? "one-reward" : null;
      default -> advantages.zeroStd() && advantages.silent() ? "zero-std" : null;
    };
  }
}
