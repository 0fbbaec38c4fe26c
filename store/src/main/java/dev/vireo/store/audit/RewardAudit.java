package dev.vireo.store.audit;

import java.util.List;

/**
 * What a run's rewards reward besides what they are meant to.
 *
 * @param iterations whose completions were looked at, ascending
 * @param left iterations of the range whose completions were cleaned up before
 * @param completions how many there are
 * @param groups how many groups they are in
 * @param prompts how many prompts they answer
 * @param level the chance, at most, that an effect is reported where there is none
 * @param features what the completions look like
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

  /** The same with some of the rewards. */
  public RewardAudit only(List<AuditedReward> some) {
    return new RewardAudit(iterations, left, completions, groups, prompts, level, features, some);
  }
}
