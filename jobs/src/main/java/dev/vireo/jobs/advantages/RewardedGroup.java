package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import java.util.List;
import java.util.Optional;

/**
 * One group, from the datasets of a run to the numbers that are adjusted.
 *
 * @param row its rewards, as they are stored
 * @param rewards [G] the same as numbers; NaN if there is none
 * @param logprobs of the same group under the reference policy; empty if weights are uniform
 */
record RewardedGroup(Rewards row, double[] rewards, Optional<Logprobs> logprobs) {

  static RewardedGroup of(Rewards row, Optional<Logprobs> logprobs) {
    List<CompletionReward> completions = row.getCompletions();
    double[] rewards = new double[completions.size()];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = completions.get(i).getReward();
    }
    return new RewardedGroup(row, rewards, logprobs);
  }

  /**
   * Adjusts the group.
   *
   * @throws InputException naming the prompt, and what is wrong with its group
   */
  AdjustedGroup adjust(RewardAdjuster adjuster, WeightPolicy weights) {
    try {
      return weights == WeightPolicy.UNIFORM
          ? adjuster.adjust(rewards)
          : adjuster.adjust(rewards, weights(weights));
    } catch (InputException e) {
      throw new InputException("Prompt " + row.getPromptId() + ": " + e.getMessage(), e);
    }
  }

  private double[] weights(WeightPolicy policy) {
    List<CompletionLogprobs> completions = logprobs.orElseThrow().getCompletions();
    double[] sums = new double[completions.size()];
    int[] lengths = new int[completions.size()];
    for (int i = 0; i < sums.length; i++) {
      List<Float> tokens = completions.get(i).getReferenceLogprobs();
      lengths[i] = tokens.size();
      for (float token : tokens) {
        sums[i] += token;
      }
    }
    return policy.weights(sums, lengths);
  }
}
