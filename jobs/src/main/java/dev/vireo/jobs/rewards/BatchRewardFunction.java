package dev.vireo.jobs.rewards;

import java.util.List;

/**
 * A reward function that looks at several completions at once, such as a model. It gets all
 * completions of a chunk: the same completions in the same order always get the same values, to the
 * bit, but a completion's value may depend on the others in its last digits.
 */
public interface BatchRewardFunction extends RewardFunction {
  /**
   * The rewards of completions, in their order; NaN if this function has none to give.
   *
   * @param inputs completions of a chunk, groups one after the other
   */
  double[] rewards(List<RewardInput> inputs);

  /** The same for a function with more to say than numbers. */
  default double[] rewards(List<RewardInput> inputs, RewardLog log) {
    return rewards(inputs);
  }

  @Override
  default double reward(RewardInput input) {
    return rewards(List.of(input))[0];
  }
}
