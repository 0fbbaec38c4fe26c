package dev.vireo.store.audit;

import java.util.List;

/**
 * The unintended features that a run's rewards reward.
 *
 * @param iterations iterations whose completions were examined, ascending
 * @param left iterations of the range whose completions had been cleaned up
 * @param completions number of completions
 * @param groups number of groups
 * @param prompts number of distinct prompts
 * @param level upper bound on the probability of reporting an effect where there is none
 * @param features the features examined
 * @param rewards the total first, then each reward function if there are several
 */
public record RewardAudit(
    List<Integer> iterations,
    List<Integer> left,
    long completions,
    long groups,
    long prompts,
    double level,
    List<FeatureUse> features,
    List<AuditedReward> rewards) {

  public RewardAudit {
    iterations = List.copyOf(iterations);
    left = List.copyOf(left);
    features = List.copyOf(features);
    rewards = List.copyOf(rewards);
  }

  /** A copy with some of the rewards. */
  public RewardAudit only(List<AuditedReward> some) {
    return new RewardAudit(iterations, left, completions, groups, prompts, level, features, some);
  }
}
