package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.algorithms.advantage.BatchStatistics;
import dev.vireo.algorithms.advantage.tokens.TokenEstimates;
import dev.vireo.algorithms.advantage.tokens.TokenRewards;
import dev.vireo.algorithms.advantage.tokens.WrittenTokens;
import dev.vireo.jobs.runtime.stage.ChunkFunction;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Estimates the advantages of a chunk's tokens; runs in a Spark task, so what may be missing is
 * null.
 *
 * @param iteration iteration, from 1
 * @param rollouts the completions
 * @param rewards what they are worth
 * @param values of their states
 * @param logprobs under the reference policy; null without a penalty
 * @param settings of the stage
 * @param beta the penalty's weight in this iteration
 * @param maxNewTokens longest completion of the rollouts
 * @param ofRewards statistics of all rewards; null unless they are whitened
 * @param ofAdvantages statistics of all advantages; null unless they are whitened
 */
record ChunkEstimator(
    int iteration,
    DatasetHandle<Rollout> rollouts,
    DatasetHandle<Rewards> rewards,
    DatasetHandle<Values> values,
    DatasetHandle<Logprobs> logprobs,
    EstimationSettings settings,
    double beta,
    int maxNewTokens,
    BatchSums ofRewards,
    BatchSums ofAdvantages)
    implements ChunkFunction<Integer, Advantages> {

  /** Rewards as they are, for what a row says of its group. */
  private static final AdjustmentSettings KEEP =
      new AdvantageStageSettings(
              Algorithm.GRPO, AdjustmentSettings.defaults(), AdvantageSettings.defaults())
          .adjustment();

  ChunkEstimator withRewards(BatchSums statistics) {
    return new ChunkEstimator(
        iteration,
        rollouts,
        rewards,
        values,
        logprobs,
        settings,
        beta,
        maxNewTokens,
        statistics,
        ofAdvantages);
  }

  ChunkEstimator withAdvantages(BatchSums statistics) {
    return new ChunkEstimator(
        iteration,
        rollouts,
        rewards,
        values,
        logprobs,
        settings,
        beta,
        maxNewTokens,
        ofRewards,
        statistics);
  }

  @Override
  public ChunkResult<Advantages> compute(int index, Integer chunk) {
    List<Advantages> rows = new ArrayList<>();
    EstimationTotals totals = new EstimationTotals();
    for (Group group : groups(chunk)) {
      rows.add(row(group));
      group.completions().stream()
          .flatMap(Optional::stream)
          .forEach(completion -> totals.add(completion, beta));
    }
    return ChunkResult.of(rows, totals.sums());
  }

  /** The chunk's part of the rewards' statistics. */
  BatchSums rewardSums(int chunk) {
    BatchStatistics sums = new BatchStatistics();
    for (Group group : groups(chunk)) {
      group.completions().stream()
          .flatMap(Optional::stream)
          .forEach(completion -> sums.add(completion.rewards().rewards()));
    }
    return BatchSums.of(sums);
  }

  /** The chunk's part of the advantages' statistics. */
  BatchSums advantageSums(int chunk) {
    BatchStatistics sums = new BatchStatistics();
    for (Group group : groups(chunk)) {
      for (Optional<EstimatedCompletion> completion : group.completions()) {
        completion.ifPresent(each -> sums.add(each.advantages(estimate(each), settings, null)));
      }
    }
    return BatchSums.of(sums);
  }

  private TokenEstimates estimate(EstimatedCompletion completion) {
    return completion.estimate(settings, statistics(ofRewards));
  }

  private static BatchStatistics statistics(BatchSums sums) {
    return sums == null ? null : sums.statistics();
  }

  /** A group; completions without a reward are empty. */
  private record Group(Rewards row, List<Optional<EstimatedCompletion>> completions) {}

  private List<Group> groups(int chunk) {
    List<Rollout> sampled =
        rollouts.read(
            chunk,
            "prompt_id",
            "completions.token_ids",
            "completions.logprobs",
            "completions.finish_reason",
            PolicyTokens.MASK);
    List<Rewards> rewarded =
        rewards.read(chunk, "prompt_id", "completions.sample_index", "completions.reward");
    List<Values> valued = values.read(chunk, "prompt_id", "completions.values");
    Optional<List<Logprobs>> reference = Optional.ofNullable(logprobs).map(all -> all.read(chunk));
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < sampled.size(); i++) {
      int row = i;
      groups.add(
          group(
              sampled.get(i), rewarded.get(i), valued.get(i), reference.map(all -> all.get(row))));
    }
    return groups;
  }

  private Group group(
      Rollout sampled, Rewards rewarded, Values valued, Optional<Logprobs> reference) {
    List<Optional<EstimatedCompletion>> completions = new ArrayList<>();
    for (int i = 0; i < sampled.getCompletions().size(); i++) {
      int sample = i;
      double reward = rewarded.getCompletions().get(i).getReward();
      double[] states = TokenLists.doubles(valued.getCompletions().get(i).getValues());
      Optional<double[]> compared =
          reference.map(
              all -> TokenLists.doubles(all.getCompletions().get(sample).getReferenceLogprobs()));
      completions.add(
          Double.isNaN(reward)
              ? Optional.empty()
              : Optional.of(
                  completion(
                      sampled.getPromptId(),
                      sampled.getCompletions().get(i),
                      reward,
                      states,
                      compared)));
    }
    return new Group(rewarded, completions);
  }

  private EstimatedCompletion completion(
      String prompt,
      Completion completion,
      double reward,
      double[] states,
      Optional<double[]> reference) {
    int tokens = PolicyTokens.count(completion);
    boolean[] written = new boolean[tokens];
    Arrays.fill(written, true);
    double score =
        settings.score().score(reward, completion.getFinishReason() == FinishReason.stop);
    try {
      TokenRewards made =
          TokenRewards.of(
              new WrittenTokens(
                  TokenLists.doubles(completion.getLogprobs()),
                  reference,
                  written,
                  completion.getTokenIds().size() >= maxNewTokens),
              score,
              settings.score(),
              settings.kl(),
              beta);
      return new EstimatedCompletion(score, tokens, made, states);
    } catch (InputException e) {
      throw new InputException("Prompt " + prompt + ": " + e.getMessage(), e);
    }
  }

  private Advantages row(Group group) {
    RewardedGroup rewarded = RewardedGroup.of(group.row(), Map.of(), Optional.empty());
    AdjustedGroup kept = rewarded.adjust(new RewardAdjuster(KEEP), WeightPolicy.UNIFORM);
    List<CompletionAdvantage> completions = new ArrayList<>();
    for (int i = 0; i < group.completions().size(); i++) {
      completions.add(completion(group, i, kept.weights()[i]));
    }
    return new Advantages(
        iteration,
        group.row().getPromptId(),
        completions,
        kept.mean(),
        ChunkAdjuster.rewardStd(rewarded),
        kept.varianceBefore(),
        kept.varianceAfter(),
        kept.range().lower(),
        kept.range().upper(),
        kept.topShare(),
        kept.ternaryShare(),
        kept.tieShare(),
        group.completions().stream().allMatch(Optional::isEmpty) ? "no-reward" : null);
  }

  private CompletionAdvantage completion(Group group, int sample, double weight) {
    int place = group.row().getCompletions().get(sample).getSampleIndex();
    Optional<EstimatedCompletion> rewarded = group.completions().get(sample);
    if (rewarded.isEmpty()) {
      return new CompletionAdvantage(place, Double.NaN, weight, 0.0, null, null);
    }
    EstimatedCompletion completion = rewarded.get();
    TokenEstimates made = estimate(completion);
    double[] advantages = completion.advantages(made, settings, statistics(ofAdvantages));
    return new CompletionAdvantage(
        place,
        completion.score(),
        weight,
        Arrays.stream(advantages).average().orElse(0),
        boxed(advantages),
        boxed(made.returns()));
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
