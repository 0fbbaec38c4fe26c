package dev.vireo.jobs.rewards.model;

import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.models.architecture.Head;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A reward model for texts that belong to no run; it travels with tasks. It may score whole texts,
 * judge their steps, or compare two of them. It shows the model what its recipe asks for; of a
 * model without one, whoever opens it says whether texts are chats.
 */
public sealed interface TextScorer extends Serializable permits WholeTexts, TextSteps, TextPairs {

  /** The attribute with the JSON of the messages that a completion answers, if texts are chats. */
  String MESSAGES = "messages";

  /** The attribute with the completion that another one is compared with. */
  String OTHER = "other";

  /**
   * How a model is opened.
   *
   * @param path its directory, at the same place on every machine, or the run that trained it
   * @param label name or number of the logit that is the reward, or of the label of right steps;
   *     null if the model has one, or its recipe names it
   * @param chat whether texts are chats, of a model without a recipe
   * @param tooLong what happens to texts that are longer than the model reads
   * @param tokensPerBatch tokens, padding included, that go through the layers together
   * @param aggregate what the rewards of steps come to; null if nobody said, and of a model that
   *     judges no steps
   */
  record Options(
      String path,
      String label,
      boolean chat,
      TooLong tooLong,
      int tokensPerBatch,
      Aggregate aggregate) {}

  /**
   * Opens a model.
   *
   * @throws dev.vireo.algorithms.InputException if there is no reward model, or an option does not
   *     suit it
   */
  static TextScorer open(Options options) {
    RewardModelDirectory place = RewardModelDirectory.of(options.path());
    if (OpenedModel.kindOf(place) == Head.Kind.TOKEN) {
      return TextSteps.open(place, options);
    }
    Optional<RewardRecipe> recipe = RewardRecipe.find(place.path());
    return recipe.filter(RewardRecipe::comparesTwo).isPresent()
        ? TextPairs.open(place, recipe.get(), options)
        : WholeTexts.open(place, recipe, options);
  }

  /** Whether texts are conversations, whose messages are under {@link #MESSAGES}. */
  boolean isChat();

  /** What to do about messages where texts are plain. */
  String plainAdvice();

  /** Whether it compares a completion with the one under {@link #OTHER}. */
  default boolean comparesTwo() {
    return false;
  }

  /** Whether it judges the steps of texts. */
  default boolean judgesSteps() {
    return false;
  }

  /** What happens to texts that are longer than the model reads. */
  TooLong tooLong();

  /** Tokens of the longest text that the model reads. */
  int longest();

  /**
   * Counts the tokens of a text as the model reads it, for one thread. It throws {@link
   * dev.vireo.algorithms.InputException} if the text is empty, or cannot be rendered.
   */
  ToIntFunction<RewardInput> lengths();

  /** What the model makes of texts, in their order; the reward is NaN of those that have none. */
  List<TextJudgement> judge(List<RewardInput> texts);

  /** Names the model: the bytes of its files. */
  String contentHash();

  /** What rewards depend on besides the model and the texts. */
  Map<String, Object> settings();
}
