package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustedGroup;
import dev.vireo.algorithms.adjust.RewardAdjuster;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.algorithms.advantage.NormalizedSum;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One group, from the datasets of a run to the numbers that are adjusted.
 *
 * @param row its rewards, as they are stored
 * @param raw [G] the same as numbers; NaN if there is none
 * @param rewards [G] what is adjusted: the same, or the sums of normalized rewards, less a penalty
 *     for the divergence from the reference policy if there is one
 * @param logprobs of the same group under the reference policy; empty if nothing asks for them
 */
record RewardedGroup(Rewards row, double[] raw, double[] rewards, Optional<Logprobs> logprobs) {

  /**
   * A group.
   *
   * @param normalized weights of rewards that are normalized before they are summed; empty for none
   */
  static RewardedGroup of(
      Rewards row, Map<String, Double> normalized, Optional<Logprobs> logprobs) {
    List<CompletionReward> completions = row.getCompletions();
    double[] raw = new double[completions.size()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = completions.get(i).getReward();
    }
    return new RewardedGroup(
        row, raw, normalized.isEmpty() ? raw : sums(row, normalized), logprobs);
  }

  /** The same with a penalty of so much for each nat of divergence from the reference policy. */
  RewardedGroup penalized(GroupDivergence divergence, double beta) {
    double[] penalized = rewards.clone();
    for (int i = 0; i < penalized.length; i++) {
      penalized[i] -= beta * divergence.of(i);
    }
    return new RewardedGroup(row, raw, penalized, logprobs);
  }

  private static double[] sums(Rewards row, Map<String, Double> normalized) {
    List<CompletionReward> completions = row.getCompletions();
    double[][] values = new double[normalized.size()][completions.size()];
    double[] weights = new double[values.length];
    int reward = 0;
    for (Map.Entry<String, Double> each : normalized.entrySet()) {
      weights[reward] = each.getValue();
      for (int i = 0; i < completions.size(); i++) {
        values[reward][i] = completions.get(i).getValues().getOrDefault(each.getKey(), Double.NaN);
      }
      reward++;
    }
    try {
      return NormalizedSum.of(values, weights);
    } catch (InputException e) {
      throw new InputException("Prompt " + row.getPromptId() + ": " + e.getMessage(), e);
    }
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
