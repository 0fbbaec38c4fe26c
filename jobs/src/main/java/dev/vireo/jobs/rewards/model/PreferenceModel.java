package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;

/**
 * What a model that reads two completions at a time makes of those of a group: each is compared
 * with every other one, in both orders, and its reward is the share that it won, or its strength.
 *
 * <p>The model is one that the pipeline {@code reward-model} trained with the loss {@code
 * preference-model}; its recipe says how the texts become tokens, and options that say something
 * else are refused.
 */
public final class PreferenceModel implements RewardFunctionProvider<PreferenceModelOptions> {
  @Override
  public String type() {
    return "preference-model";
  }

  @Override
  public PreferenceModelOptions defaults() {
    return PreferenceModelOptions.defaults();
  }

  @Override
  public RewardFunction create(PreferenceModelOptions options) {
    RewardModelDirectory place =
        RewardModelDirectory.of(RewardOptions.needed("path", options.path()));
    Path path = place.path();
    RewardRecipe recipe =
        RewardRecipe.find(path)
            .orElseThrow(
                () ->
                    new InputException(
                        "there is no %s, which says how the model reads two completions: name a model that the pipeline reward-model trained with the loss preference-model"
                            .formatted(path.resolve(RewardRecipe.FILE))));
    FollowedRecipe.requireReads(path, recipe, true);
    return reward(place, recipe, options);
  }

  static ComparingReward reward(
      RewardModelDirectory place, RewardRecipe recipe, PreferenceModelOptions options) {
    Path path = place.path();
    OpenedModel directory = OpenedModel.open(place, Head.Kind.SCALAR);
    ScoredText text = FollowedRecipe.text(path, recipe, options.text());
    // Seen on the driver, before anything is sampled.
    try (Tokenizer tokenizer = directory.tokenizer()) {
      tokenizer.encode("");
    }
    if (text.isChat()) {
      ChatTemplate.load(directory.texts(), text.chat().template());
    }
    int longest = FollowedRecipe.longest(directory, recipe, options.text());
    return new ComparingReward(
        directory.version(),
        text,
        recipe,
        options.maxTokens() == null ? longest : options.maxTokens(),
        options.tooLong(),
        Math.min(options.tokensPerBatch(), 1 << 30),
        options.score());
  }
}
