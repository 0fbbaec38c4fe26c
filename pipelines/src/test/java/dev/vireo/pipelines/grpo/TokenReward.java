package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;

/**
 * A reward that needs a secret, as one that asks a service would: a completion's characters where
 * it has the right one. Careless with it otherwise: told to fail, it says the secret.
 */
public final class TokenReward implements RewardFunctionProvider<TokenReward.Options> {

  /** The secret, and whether to say it. */
  public record Options(String token, boolean fail) {}

  static final String VARIABLE = "VIREO_IT_SECRET";

  @Override
  public String type() {
    return "token";
  }

  @Override
  public Options defaults() {
    return new Options(null, false);
  }

  @Override
  public RewardFunction create(Options options) {
    String token = RewardOptions.needed("token", options.token());
    boolean fail = options.fail();
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
