package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import java.util.Map;

/**
 * A reward that needs a secret, as one that asks a service would: a completion's characters where
 * it has the right one. Careless with it otherwise: told to fail, it says the secret.
 */
public final class TokenReward implements RewardFunctionProvider {

  static final String VARIABLE = "VIREO_IT_SECRET";

  @Override
  public String type() {
    return "token";
  }

  @Override
  public RewardFunction create(Map<String, Object> options) {
    RewardOptions read = RewardOptions.of(options, "token", "fail");
    String token = read.requiredText("token");
    boolean fail = read.flag("fail", false);
    if (!token.equals("Bearer " + System.getenv(VARIABLE))) {
      throw new IllegalArgumentException("wrong token " + token);
    }
    return input -> {
      if (fail) {
        throw new IllegalStateException("refused with " + token);
      }
      return input.completion().length();
    };
  }
}
