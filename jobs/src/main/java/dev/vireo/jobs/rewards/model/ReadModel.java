package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A reward model as a reward's options name it, looked at on the driver before anything is sampled.
 *
 * @param place where it lies
 * @param directory its directory
 * @param recipe how its texts become tokens; empty of a model that has none
 * @param text what it is shown
 * @param maxTokens longest text
 */
record ReadModel(
    RewardModelDirectory place,
    OpenedModel directory,
    Optional<RewardRecipe> recipe,
    ScoredText text,
    int maxTokens) {

  /**
   * The model.
   *
   * @throws InputException if there is none, or the options contradict its recipe
   */
  static ReadModel open(SequenceClassifierOptions options) {
    RewardModelDirectory place =
        RewardModelDirectory.of(RewardOptions.needed("path", options.path()));
    return of(place, RewardRecipe.find(place.path()), options);
  }

  /** The same of a model whose recipe has been read. */
  static ReadModel of(
      RewardModelDirectory place,
      Optional<RewardRecipe> recipe,
      SequenceClassifierOptions options) {
    Path path = place.path();
    recipe.ifPresent(found -> FollowedRecipe.requireReads(path, found, false));
    ScoredText text =
        recipe
            .map(found -> FollowedRecipe.text(path, found, options))
            .orElseGet(
                () ->
                    new ScoredText(
                        options.promptColumn(), options.messagesColumn(), options.chat()));
    OpenedModel directory = OpenedModel.open(place, Head.Kind.SCALAR);
    try (Tokenizer tokenizer = directory.tokenizer()) {
      tokenizer.encode("");
    }
    if (text.isChat()) {
      ChatTemplate.load(directory.texts(), text.chat().template());
    }
    int context = directory.config().contextLength();
    int longest =
        recipe.map(found -> FollowedRecipe.longest(directory, found, options)).orElse(context);
    int most = options.maxTokens() == null ? longest : options.maxTokens();
    if (most > context) {
      throw new InputException(
          "option 'max-tokens' is %d, but the context of %s is %d tokens"
              .formatted(most, path, context));
    }
    return new ReadModel(place, directory, recipe, text, most);
  }
}
