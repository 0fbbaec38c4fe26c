package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.GroupComparisons;
import dev.vireo.jobs.rewards.RewardInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The probability that a completion is better than another one of the same prompt, the mean over
 * both orders in which the model can read them: a preference model.
 *
 * @param reward the model at work, which takes two completions for a group
 */
record TextPairs(ComparingReward reward) implements TextScorer {
  private static final long serialVersionUID = 1L;

  static TextPairs open(RewardModelDirectory place, RewardRecipe recipe, Options options) {
    if (options.aggregate() != null || options.label() != null) {
      throw new InputException(
          "The model %s compares two completions: leave out --%s"
              .formatted(place.path(), options.label() == null ? "aggregate" : "label"));
    }
    boolean chat = WholeTexts.isChat(place, Optional.of(recipe), options);
    return new TextPairs(
        PreferenceModel.reward(
            place,
            recipe,
            new PreferenceModelOptions(
                options.path(),
                GroupComparisons.Score.WIN_SHARE,
                null,
                chat ? MESSAGES : null,
                ChatSettings.defaults(),
                null,
                options.tooLong(),
                options.tokensPerBatch())));
  }

  @Override
  public boolean isChat() {
    return reward.text().isChat();
  }

  @Override
  public String plainAdvice() {
    return "the model was trained on plain texts: give it those that it was trained on";
  }

  @Override
  public boolean comparesTwo() {
    return true;
  }

  @Override
  public TooLong tooLong() {
    return reward.tooLong();
  }

  @Override
  public int longest() {
    return reward.maxTokens();
  }

  /** The longer order of the two. */
  @Override
  public ToIntFunction<RewardInput> lengths() {
    return input -> reward.longest(both(input));
  }

  @Override
  public List<TextJudgement> judge(List<RewardInput> texts) {
    List<RewardInput> completions = new ArrayList<>();
    texts.forEach(input -> completions.addAll(both(input)));
    double[] shares = reward.rewards(completions);
    List<TextJudgement> judgements = new ArrayList<>();
    for (int first = 0; first < shares.length; first += 2) {
      judgements.add(TextJudgement.of(shares[first]));
    }
    return judgements;
  }

  /** A group of its own. */
  private static List<RewardInput> both(RewardInput input) {
    return List.of(input, input.withCompletion(input.attributes().get(OTHER), Optional.empty()));
  }

  @Override
  public String contentHash() {
    return reward.version().key();
  }

  @Override
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("chat", isChat());
    settings.put("too-long", reward.tooLong());
    settings.put("tokens-per-batch", reward.tokensPerBatch());
    return settings;
  }
}
