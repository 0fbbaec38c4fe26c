package dev.vireo.jobs.rewards;

import java.util.List;

/**
 * A reward function that judges the steps of a completion (process supervision, arXiv 2402.03300,
 * section 4.1.3). The completion's own value is the sum of its steps'.
 */
public interface StepRewardFunction extends RewardFunction {
  /** The steps of a completion, their ends rising; none if there are none to judge. */
  List<StepReward> steps(RewardInput input);

  @Override
  default double reward(RewardInput input) {
    return sum(steps(input));
  }

  /** The sum of the rewards that are there; NaN if none is. */
  static double sum(List<StepReward> steps) {
    return steps.stream().mapToDouble(StepReward::reward).reduce(Double.NaN, StepReward::sum);
  }
}
