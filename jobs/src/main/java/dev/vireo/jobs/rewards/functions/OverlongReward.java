package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;

/**
 * The soft punishment of long completions (DAPO, arXiv 2503.14476, equation 13): 0 up to {@code
 * max-tokens} less {@code buffer}, from there falling evenly to -1 at {@code max-tokens}, and -1
 * beyond. It is added to what answers are worth; its weight says how much of that a completion
 * without end loses.
 */
public final class OverlongReward implements RewardFunctionProvider<OverlongOptions> {
  @Override
  public String type() {
    return "overlong";
  }

  @Override
  public boolean isLight() {
    return true;
  }

  @Override
  public OverlongOptions defaults() {
    return OverlongOptions.defaults();
  }

  @Override
  public RewardFunction create(OverlongOptions options) {
    int most = RewardOptions.needed("max-tokens", options.maxTokens());
    double buffer = RewardOptions.needed("buffer", options.buffer());
    return input -> {
      double free = most - buffer;
      // Not -0.0, which would be another bit pattern in the dataset.
      return input.completionTokens() <= free
          ? 0
          : Math.max(-1, (free - input.completionTokens()) / buffer);
    };
  }
}
