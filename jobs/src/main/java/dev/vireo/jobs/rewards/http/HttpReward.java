package dev.vireo.jobs.rewards.http;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.runtime.settings.Secret;

/** What a server of the user's answers to a list of completions. */
public final class HttpReward implements RewardFunctionProvider<HttpOptions> {
  @Override
  public String type() {
    return "http";
  }

  @Override
  public HttpOptions defaults() {
    return HttpOptions.defaults();
  }

  @Override
  public RewardFunction create(HttpOptions options) {
    RewardOptions.needed("url", options.url());
    Secret apiKey = options.apiKey() == null ? null : new Secret(options.apiKey());
    return new HttpFunction(options.withoutKey(), apiKey);
  }
}
