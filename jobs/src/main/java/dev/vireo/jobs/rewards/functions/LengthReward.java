package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;

/**
 * 1 for a completion of the target length, less by the slope for each token (or character) away
 * from it, and never below 0.
 */
public final class LengthReward implements RewardFunctionProvider<LengthOptions> {
  @Override
  public String type() {
    return "length";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public LengthOptions defaults() {
    return LengthOptions.defaults();
  }

  @Override
  public RewardFunction create(LengthOptions options) {
    double target = RewardOptions.needed("target", options.target());
    return input -> {
      double length =
          switch (options.unit()) {
            case TOKENS -> input.completionTokens();
            case CHARACTERS -> input.completion().codePointCount(0, input.completion().length());
          };
      double away =
          switch (options.side()) {
            case BOTH -> Math.abs(length - target);
            case ABOVE -> Math.max(0, length - target);
            case BELOW -> Math.max(0, target - length);
          };
      return Math.max(0, 1 - options.slope() * away);
    };
  }
}
