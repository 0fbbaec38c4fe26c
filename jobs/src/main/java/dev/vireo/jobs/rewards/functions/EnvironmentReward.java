package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;

/** What the environment says that a conversation is worth. */
public final class EnvironmentReward implements RewardFunctionProvider<EnvironmentRewardOptions> {
  /** The type's name. */
  public static final String TYPE = "environment";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public EnvironmentRewardOptions defaults() {
    return EnvironmentRewardOptions.defaults();
  }

  @Override
  public RewardFunction create(EnvironmentRewardOptions options) {
    return input ->
        input
            .conversation()
            .orElseThrow(
                () ->
                    new InputException(
                        "the completion is not a conversation with an environment; use a reward of another type"))
            .environmentReward()
            .orElse(options.otherwise());
  }
}
