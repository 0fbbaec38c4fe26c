package dev.vireo.jobs.rewards;

import java.util.List;

/**
 * A reward function that judges the steps of several completions at once, such as a model. What
 * {@link BatchRewardFunction} says of values holds for steps.
 */
public interface BatchStepRewardFunction extends StepRewardFunction {
  /**
   * The steps of completions, in their order; of each, their ends rising.
   *
   * @param inputs completions of a chunk, groups one after the other
   */
  List<List<StepReward>> stepsOf(List<RewardInput> inputs);

  @Override
  default List<StepReward> steps(RewardInput input) {
    return stepsOf(List.of(input)).get(0);
  }
}
