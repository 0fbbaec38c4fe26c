package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.LogSpace;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.GroupComparisons;
import dev.vireo.jobs.rewards.GroupComparisons.Pair;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A preference model at work; it travels with tasks, its parameters do not.
 *
 * @param version the model
 * @param text what it is shown of a completion
 * @param recipe how two of them become tokens
 * @param maxTokens longest text of both
 * @param tooLong what happens to longer ones: ERROR or NONE
 * @param tokensPerBatch tokens that go through the layers together, padding included
 * @param score what the comparisons of a group come to
 */
record ComparingReward(
    ClassifierVersion version,
    ScoredText text,
    RewardRecipe recipe,
    int maxTokens,
    TooLong tooLong,
    int tokensPerBatch,
    GroupComparisons.Score score)
    implements BatchRewardFunction {

  @Override
  public double[] rewards(List<RewardInput> inputs) {
    List<Pair> pairs = GroupComparisons.pairs(inputs);
    int[][] tokens = tokens(inputs, pairs);
    double[] logOdds = TokenScores.of(version, tokens, 0, tokensPerBatch);
    Map<Pair, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < logOdds.length; i++) {
      if (tokens[i].length > 0 && !Double.isFinite(logOdds[i])) {
        throw problem(
            inputs.get(pairs.get(i).first()),
            "the model %s gives a comparison %s, not a number: its weights are too large; train it again with a lower learning rate, or use another one"
                .formatted(version.location(), logOdds[i]));
      }
      shares.put(pairs.get(i), LogSpace.sigmoid(logOdds[i]));
    }
    return GroupComparisons.rewards(inputs, shares, score);
  }

  @Override
  public boolean comparesWithinGroup() {
    return true;
  }

  /** The tokens of prompts, and of the same with their completions. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sides(int[][] prompts, int[][] wholes) {
    int[] compared(RewardRecipe recipe, int first, int second) {
      return recipe.compared(prompts[first], wholes[first], wholes[second]);
    }
  }

  /** The tokens of each pair; none if there is to be no verdict. */
  private int[][] tokens(List<RewardInput> inputs, List<Pair> pairs) {
    Sides sides = sides(inputs);
    return pairs.stream()
        .map(
            pair ->
                fitting(
                    sides.compared(recipe, pair.first(), pair.second()), inputs.get(pair.first())))
        .toArray(int[][]::new);
  }

  private Sides sides(List<RewardInput> inputs) {
    Tokenizer tokenizer = TokenizerPool.of(version.key(), version::path);
    Supplier<ChatTemplate> template =
        () -> ChatTemplate.load(version.path(), text.chat().template());
    int[][] prompts = new int[inputs.size()][];
    int[][] wholes = new int[inputs.size()][];
    for (int i = 0; i < prompts.length; i++) {
      RewardInput input = inputs.get(i);
      try {
        prompts[i] = recipe.tokensOfPrompt(tokenizer, text.ofPrompt(input, template));
        wholes[i] = recipe.tokens(tokenizer, text.of(input, template));
      } catch (InputException e) {
        throw problem(input, e.getMessage());
      }
    }
    return new Sides(prompts, wholes);
  }

  /** Tokens of a comparison of two completions, in the order that has more, for one thread. */
  int longest(List<RewardInput> both) {
    Sides sides = sides(both);
    return Math.max(sides.compared(recipe, 0, 1).length, sides.compared(recipe, 1, 0).length);
  }

  private int[] fitting(int[] tokens, RewardInput input) {
    if (tokens.length <= maxTokens) {
      return tokens;
    }
    if (tooLong == TooLong.NONE) {
      return new int[0];
    }
    throw problem(
        input,
        "its text with two completions has %d tokens, more than %d; lower rollouts.max-new-tokens, or set option 'too-long' to none"
            .formatted(tokens.length, maxTokens));
  }

  private static InputException problem(RewardInput input, String what) {
    return new InputException("prompt '%s': %s".formatted(input.promptId(), what));
  }

  @Override
  public Map<String, Object> identity(Map<String, Object> options) {
    return version.identity(options);
  }
}
