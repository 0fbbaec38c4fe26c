package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.CompletionWeights;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import java.util.List;

/** One group's rewards, as the datasets hold them, through variance increase. */
final class RewardsAdjuster {

  private final WeightPolicy weights;
  private final RewardAdjuster adjuster;

  RewardsAdjuster(AdjustmentSettings settings) {
    this.weights = settings.weights();
    this.adjuster = new RewardAdjuster(settings);
  }

  /**
   * Adjusts one group.
   *
   * @param logprobs of the same group under the reference policy; null where weights are uniform
   */
  AdjustedGroup adjust(Rewards group, Logprobs logprobs) {
    try {
      return adjuster.adjust(rewardsOf(group), weightsOf(group, logprobs));
    } catch (InputException e) {
      throw new InputException("Prompt " + group.getPromptId() + ": " + e.getMessage(), e);
    }
  }

  static double[] rewardsOf(Rewards group) {
    List<CompletionReward> completions = group.getCompletions();
    double[] rewards = new double[completions.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = completions.get(i).getReward();
    }
    return rewards;
  }

  private double[] weightsOf(Rewards group, Logprobs logprobs) {
    if (weights == WeightPolicy.UNIFORM) {
      return CompletionWeights.uniform(group.getCompletions().size());
    }
    List<CompletionLogprobs> completions = logprobs.getCompletions();
    double[] sums = new double[completions.size()];
    int[] lengths = new int[completions.size()];
    for (int i = 0; i < sums.length; i++) {
      List<Float> tokens = completions.get(i).getReferenceLogprobs();
      lengths[i] = tokens.size();
      for (float token : tokens) {
        sums[i] += token;
      }
    }
    return weights == WeightPolicy.REFERENCE
        ? CompletionWeights.fromLogprobs(sums)
        : CompletionWeights.lengthNormalised(sums, lengths);
  }
}
