package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardInput;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A reward for each text: {@code ...ForSequenceClassification}.
 *
 * @param reward the model at work
 * @param hasRecipe whether its directory says how text becomes its tokens
 */
record WholeTexts(ClassifierReward reward, boolean hasRecipe) implements TextScorer {
  private static final long serialVersionUID = 1L;

  static WholeTexts open(
      RewardModelDirectory place, Optional<RewardRecipe> recipe, Options options) {
    if (options.aggregate() != null) {
      throw new InputException(
          "The model %s scores whole texts, not their steps: leave out --aggregate"
              .formatted(place.path()));
    }
    boolean chat = isChat(place, recipe, options);
    SequenceClassifierOptions reward =
        new SequenceClassifierOptions(
            options.path(),
            options.label(),
            null,
            chat ? MESSAGES : null,
            ChatSettings.defaults(),
            null,
            options.tooLong(),
            options.tokensPerBatch(),
            ScoringCompute.F32);
    return new WholeTexts(
        SequenceClassifier.reward(ReadModel.of(place, recipe, reward), reward), recipe.isPresent());
  }

  /** Whether texts are chats, which a recipe decides where there is one. */
  static boolean isChat(
      RewardModelDirectory place, Optional<RewardRecipe> recipe, Options options) {
    boolean chat =
        recipe.map(found -> found.text() == RewardRecipe.Text.CHAT).orElse(options.chat());
    if (options.chat() && !chat) {
      throw FollowedRecipe.wrong(place.path(), "plain texts", "leave out --chat");
    }
    return chat;
  }

  @Override
  public boolean isChat() {
    return reward.text().isChat();
  }

  @Override
  public String plainAdvice() {
    return hasRecipe
        ? "the model was trained on plain texts: give it those that it was trained on"
        : "set --chat to have the model's chat template render them";
  }

  @Override
  public TooLong tooLong() {
    return reward.tooLong();
  }

  @Override
  public int longest() {
    return reward.maxTokens();
  }

  @Override
  public ToIntFunction<RewardInput> lengths() {
    return reward.lengths();
  }

  @Override
  public List<TextJudgement> judge(List<RewardInput> texts) {
    return Arrays.stream(reward.rewards(texts)).mapToObj(TextJudgement::of).toList();
  }

  @Override
  public String contentHash() {
    return reward.version().key();
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("label", reward.label());
    settings.put("chat", isChat());
    settings.put("too-long", reward.tooLong());
    settings.put("tokens-per-batch", reward.tokensPerBatch());
    return settings;
  }
}
