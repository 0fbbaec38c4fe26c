package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The logit that a Hugging Face model {@code ...ForSequenceClassification} gives prompt and
 * completion: that of the last token that is not padding.
 *
 * <p>Where the model's directory has a recipe, as those that Vireo trained have, text becomes
 * tokens as it was in training, and options that say something else are refused. Where it has none,
 * no token is added to the text, as in TRL's GRPOTrainer.
 *
 * <p>Without a messages column and {@code chat.wrap} the text is prompt and completion, one after
 * the other. With a messages column the completion is the assistant's answer to these messages;
 * with {@code chat.wrap} it answers the prompt as the user's message. The reward model's own
 * template turns them into text, without a prompt for a further turn.
 */
public final class SequenceClassifier implements RewardFunctionProvider<SequenceClassifierOptions> {
  @Override
  public String type() {
    return "sequence-classifier";
  }

  @Override
  public SequenceClassifierOptions defaults() {
    return SequenceClassifierOptions.defaults();
  }

  @Override
  public RewardFunction create(SequenceClassifierOptions options) {
    Path path = RewardModelDirectory.of(RewardOptions.needed("path", options.path()));
    Optional<RewardRecipe> recipe = RewardRecipe.find(path);
    ScoredText text =
        recipe
            .map(found -> FollowedRecipe.text(path, found, options))
            .orElseGet(
                () ->
                    new ScoredText(
                        options.promptColumn(), options.messagesColumn(), options.chat()));
    ModelDirectory directory = ModelDirectory.open(path, Head.Kind.SCALAR);
    // Seen on the driver, before anything is sampled.
    try (Tokenizer tokenizer = directory.tokenizer()) {
      tokenizer.encode("");
    }
    if (text.isChat()) {
      ChatTemplate.load(path, text.chat().template());
    }
    int label = label(options.label(), directory.labels());
    int context = directory.config().contextLength();
    int longest =
        recipe.map(found -> FollowedRecipe.longest(directory, found, options)).orElse(context);
    int most = options.maxTokens() == null ? longest : options.maxTokens();
    if (most > context) {
      throw new InputException(
          "option 'max-tokens' is %d, but the context of %s is %d tokens"
              .formatted(most, path, context));
    }
    return new ClassifierReward(
        ClassifierVersion.of(directory),
        label,
        text,
        recipe.orElse(null),
        most,
        options.tooLong(),
        Math.min(options.tokensPerBatch(), 1 << 30));
  }

  static int label(String given, List<String> labels) {
    String asked = given == null && labels.size() == 1 ? labels.get(0) : given;
    if (asked == null) {
      throw new InputException(
          "the model has the labels %s: set option 'label' to the one whose logit is the reward"
              .formatted(labels));
    }
    int named = labels.indexOf(asked);
    if (named >= 0) {
      return named;
    }
    for (int label = 0; label < labels.size(); label++) {
      if (asked.equals(Integer.toString(label))) {
        return label;
      }
    }
    throw new InputException(
        "option 'label' is '%s'; the model has %s, numbered from 0".formatted(asked, labels));
  }
}
