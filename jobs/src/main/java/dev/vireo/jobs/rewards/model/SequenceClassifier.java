package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import java.util.List;

/**
 * The logit that a Hugging Face model {@code ...ForSequenceClassification} gives prompt and
 * completion: that of the last token that is not padding.
 *
 * <p>Where the model's directory has a recipe, as those that Vireo trained have, text becomes
 * tokens as it was in training, and options that say something else are refused. Where it has none,
 * no token is added to the text, as in TRL's GRPOTrainer. The directory may also be that of an
 * adapter with its head, as PEFT writes it.
 *
 * <p>Without a messages column and {@code chat.wrap} the text is prompt and completion, one after
 * the other. With a messages column the completion is the assistant's answer to these messages;
 * with {@code chat.wrap} it answers the prompt as the user's message. The reward model's own
 * template turns them into text, without a prompt for a further turn.
 */
public final class SequenceClassifier implements RewardFunctionProvider<SequenceClassifierOptions> {

  /** The type's name. */
  public static final String TYPE = "sequence-classifier";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public SequenceClassifierOptions defaults() {
    return SequenceClassifierOptions.defaults();
  }

  @Override
  public RewardFunction create(SequenceClassifierOptions options) {
    return reward(ReadModel.open(options), options);
  }

  static ClassifierReward reward(ReadModel model, SequenceClassifierOptions options) {
    int label = label(options.label(), model.directory().labels());
    return new ClassifierReward(
        model.directory().version(options.compute()),
        label,
        model.text(),
        model.recipe().orElse(null),
        model.maxTokens(),
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
