package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardInput;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A reward model for texts that belong to no run; it travels with tasks. It shows the model what
 * its recipe asks for; of a model without one, whoever opens it says whether texts are chats.
 */
public final class TextScorer implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The attribute with the JSON of the messages that a completion answers, if texts are chats. */
  public static final String MESSAGES = "messages";

  private final ClassifierReward reward;
  private final boolean recipe;

  private TextScorer(ClassifierReward reward, boolean recipe) {
    this.reward = reward;
    this.recipe = recipe;
  }

  /**
   * How a model is opened.
   *
   * @param path its directory, at the same place on every machine, or the run that trained it
   * @param label name or number of the logit that is the reward; null if the model has one
   * @param chat whether texts are chats, of a model without a recipe
   * @param tooLong what happens to texts that are longer than the model reads
   * @param tokensPerBatch tokens, padding included, that go through the layers together
   */
  public record Options(
      String path, String label, boolean chat, TooLong tooLong, int tokensPerBatch) {}

  /**
   * Opens a model.
   *
   * @throws dev.vireo.algorithms.InputException if there is no reward model, or an option does not
   *     suit it
   */
  public static TextScorer open(Options options) {
    Path path = RewardModelDirectory.of(options.path()).path();
    Optional<RewardRecipe> recipe = RewardRecipe.find(path);
    boolean chat =
        recipe.map(found -> found.text() == RewardRecipe.Text.CHAT).orElse(options.chat());
    if (options.chat() && !chat) {
      throw FollowedRecipe.wrong(path, "plain texts", "leave out --chat");
    }
    ClassifierReward reward =
        (ClassifierReward)
            new SequenceClassifier()
                .create(
                    new SequenceClassifierOptions(
                        options.path(),
                        options.label(),
                        null,
                        chat ? MESSAGES : null,
                        ChatSettings.defaults(),
                        null,
                        options.tooLong(),
                        options.tokensPerBatch()));
    return new TextScorer(reward, recipe.isPresent());
  }

  /** Whether texts are conversations, whose messages are under {@link #MESSAGES}. */
  public boolean isChat() {
    return reward.text().isChat();
  }

  /** What to do about messages where texts are plain. */
  public String plainAdvice() {
    return recipe
        ? "the model was trained on plain texts: give it those that it was trained on"
        : "set --chat to have the model's chat template render them";
  }

  /** Whether a text that is too long is a mistake. */
  public boolean refusesLongTexts() {
    return reward.tooLong() == TooLong.ERROR;
  }

  /** Tokens of the longest text that the model reads. */
  public int longest() {
    return reward.maxTokens();
  }

  /**
   * Counts the tokens of a text as the model reads it, for one thread. It throws {@link
   * dev.vireo.algorithms.InputException} if the text is empty, or cannot be rendered.
   */
  public ToIntFunction<RewardInput> lengths() {
    return reward.lengths();
  }

  /** The rewards of texts, in their order; NaN of those that have none. */
  public double[] rewards(List<RewardInput> texts) {
    return reward.rewards(texts);
  }

  /** Names the model: the bytes of its files. */
  public String contentHash() {
    return reward.version().key();
  }

  /** What rewards depend on besides the model and the texts. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("label", reward.label());
    settings.put("chat", isChat());
    settings.put("too-long", reward.tooLong());
    settings.put("tokens-per-batch", reward.tokensPerBatch());
    return settings;
  }
}
