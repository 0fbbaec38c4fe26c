package dev.vireo.jobs.rewards.judge;

import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.runtime.settings.Secret;

/** What a language model thinks of completions. */
public final class JudgeReward implements RewardFunctionProvider<JudgeOptions> {

  /** The name of the type. */
  public static final String TYPE = "judge";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JudgeOptions defaults() {
    return JudgeOptions.defaults();
  }

  @Override
  public RewardFunction create(JudgeOptions options) {
    RewardOptions.needed("url", options.url());
    RewardOptions.needed("model", options.model());
    RewardOptions.needed("rubric", options.rubric());
    Secret apiKey = options.apiKey() == null ? null : new Secret(options.apiKey());
    JudgeOptions seen = options.withoutKey();
    Template template = Template.of(seen);
    return new JudgeFunction(
        new Judge(seen, apiKey, template.hash(), VerdictFolder.at(seen.verdicts())), template);
  }
}
