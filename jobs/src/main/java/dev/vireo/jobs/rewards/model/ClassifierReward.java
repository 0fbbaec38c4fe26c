package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A reward model at work; it travels with tasks, its parameters do not.
 *
 * @param version the model
 * @param label which of its logits, from 0
 * @param text what it is shown
 * @param recipe how that becomes tokens; null of a model without one, whose texts stay as they are
 * @param maxTokens longest text
 * @param tooLong what happens to longer ones
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
record ClassifierReward(
    ClassifierVersion version,
    int label,
    ScoredText text,
    RewardRecipe recipe,
    int maxTokens,
    TooLong tooLong,
    int tokensPerBatch)
    implements BatchRewardFunction {

  @Override
  public double[] rewards(List<RewardInput> inputs) {
    int[][] tokens = tokens(inputs);
    double[] rewards = TokenScores.of(version, tokens, label, tokensPerBatch);
    for (int i = 0; i < rewards.length; i++) {
      if (tokens[i].length > 0 && !Double.isFinite(rewards[i])) {
        throw problem(
            inputs.get(i),
            "the model %s gives it %s, not a number: its weights are too large; train it again with a lower learning rate, or use another one"
                .formatted(version.location(), rewards[i]));
      }
    }
    return rewards;
  }

  /** Counts the tokens of texts, however many they may have, for one thread. */
  ToIntFunction<RewardInput> lengths() {
    Tokenizer tokenizer = tokenizer();
    Optional<ChatTemplate> template = template();
    return input -> whole(tokenizer, template, input).length;
  }

  /** The tokens of a text without what the recipe ends texts with. */
  int[] begun(RewardInput input) {
    String shown = text.of(input, template()::orElseThrow);
    return recipe == null ? tokenizer().encode(shown) : recipe.tokensOfPrompt(tokenizer(), shown);
  }

  /** Tokens with the end that the recipe puts after texts. */
  int[] ended(int[] tokens) {
    return recipe == null ? tokens : recipe.ended(tokenizer(), tokens);
  }

  private Tokenizer tokenizer() {
    return TokenizerPool.of(version.key(), version::path);
  }

  private Optional<ChatTemplate> template() {
    return text.isChat()
        ? Optional.of(ChatTemplate.load(version.path(), text.chat().template()))
        : Optional.empty();
  }

  private int[][] tokens(List<RewardInput> inputs) {
    Tokenizer tokenizer = tokenizer();
    Optional<ChatTemplate> template = template();
    return inputs.stream().map(input -> tokens(tokenizer, template, input)).toArray(int[][]::new);
  }

  private int[] whole(Tokenizer tokenizer, Optional<ChatTemplate> template, RewardInput input) {
    String shown = text.of(input, template::orElseThrow);
    int[] tokens = recipe == null ? tokenizer.encode(shown) : recipe.tokens(tokenizer, shown);
    if (tokens.length == 0) {
      throw new InputException("the tokenizer turns its text into no tokens");
    }
    return tokens;
  }

  /** No tokens if there is to be no reward. */
  private int[] tokens(Tokenizer tokenizer, Optional<ChatTemplate> template, RewardInput input) {
    int[] tokens;
    try {
      tokens = whole(tokenizer, template, input);
    } catch (InputException e) {
      throw problem(input, e.getMessage());
    }
    if (tokens.length <= maxTokens) {
      return tokens;
    }
    return switch (tooLong) {
      case ERROR ->
          throw problem(
              input,
              "its text with a completion has %d tokens, more than %d; lower rollouts.max-new-tokens, or set option 'too-long' to none or cut"
                  .formatted(tokens.length, maxTokens));
      case NONE -> new int[0];
      case CUT -> Arrays.copyOfRange(tokens, tokens.length - maxTokens, tokens.length);
    };
  }

  private static InputException problem(RewardInput input, String what) {
    return new InputException("prompt '%s': %s".formatted(input.promptId(), what));
  }

  @Override
  public Map<String, Object> identity(Map<String, Object> options) {
    return version.identity(options);
  }
}
