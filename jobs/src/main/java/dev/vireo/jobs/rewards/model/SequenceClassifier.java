package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.ChatSettings;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The logit that a Hugging Face model {@code ...ForSequenceClassification} gives prompt and
 * completion. As in TRL no token is added to the text, and the logit is that of the last token that
 * is not padding.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code path} (needed): the model's directory, at the same place on every machine.
 *   <li>{@code label}: name or number of the logit; required if the model has several.
 *   <li>{@code messages-column}, {@code chat}: as those of {@code prompts}. Without either the text
 *       is prompt and completion, one after the other. With a messages column, one of the prompts'
 *       attribute columns, the completion is the assistant's answer to these messages; with {@code
 *       chat.wrap} to the prompt as the user's message. The reward model's own template makes them
 *       a text, with nothing to continue from after it.
 *   <li>{@code prompt-column}: an attribute column that is in the place of the prompt, such as the
 *       question before the policy's own template.
 *   <li>{@code max-tokens}: longest text; the model's context where it is not given.
 *   <li>{@code too-long}: what happens to longer ones. {@code error}: the run stops, the default;
 *       {@code none}: they have no reward; {@code cut}: tokens are taken from the beginning, as the
 *       score is read at the end.
 *   <li>{@code tokens-per-batch}: tokens, padding included, that go through the layers together
 *       (4096); a longer text goes alone. See {@link TokenBatches} for how batches are cut.
 * </ul>
 */
public final class SequenceClassifier implements RewardFunctionProvider {
  private static final int TOKENS_PER_BATCH = 4096;

  @Override
  public String type() {
    return "sequence-classifier";
  }

  @Override
  public RewardFunction create(Map<String, Object> options) {
    RewardOptions read =
        RewardOptions.of(
            options,
            "path",
            "label",
            "prompt-column",
            "messages-column",
            "chat",
            "max-tokens",
            "too-long",
            "tokens-per-batch");
    ScoredText text = text(read);
    TooLong tooLong = read.choice("too-long", TooLong.ERROR);
    int perBatch = (int) Math.min(read.whole("tokens-per-batch", TOKENS_PER_BATCH, 1), 1 << 30);
    Path path = Path.of(read.requiredText("path"));
    ModelDirectory directory = ModelDirectory.open(path, Head.Kind.SCALAR);
    // Seen on the driver, before anything is sampled.
    try (Tokenizer tokenizer = directory.tokenizer()) {
      tokenizer.encode("");
    }
    if (text.isChat()) {
      ChatTemplate.load(path, text.chat().template());
    }
    int label = label(read, directory.labels());
    int context = directory.config().contextLength();
    long most = read.whole("max-tokens", context, 1);
    if (most > context) {
      throw new InputException(
          "option 'max-tokens' is %d, but the context of %s is %d tokens"
              .formatted(most, path, context));
    }
    return new ClassifierReward(
        ClassifierVersion.of(directory), label, text, (int) most, tooLong, perBatch);
  }

  private static ScoredText text(RewardOptions options) {
    Map<String, Object> section = options.section("chat");
    RewardOptions read =
        RewardOptions.of(section, "wrap", "system", "template", "variables", "date");
    ChatSettings usual = ChatSettings.defaults();
    ChatSettings chat =
        new ChatSettings(
            read.flag("wrap", usual.wrap()),
            read.text("system", usual.system()),
            read.text("template", usual.template()),
            read.section("variables"),
            read.text("date", usual.date()));
    return new ScoredText(
        options.text("prompt-column", null), options.text("messages-column", null), chat);
  }

  private static int label(RewardOptions options, List<String> labels) {
    String asked = options.text("label", labels.size() == 1 ? labels.get(0) : null);
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
