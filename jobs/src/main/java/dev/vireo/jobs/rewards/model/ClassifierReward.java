package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.chat.ChatTemplate;
import dev.vireo.models.scoring.SequenceScorer;
import dev.vireo.models.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    double[] rewards = new double[inputs.size()];
    if (inputs.isEmpty()) {
      return rewards;
    }
    int[][] tokens = tokens(inputs);
    ModelPool.with(
        Role.REWARD,
        version,
        model -> {
          score(new SequenceScorer(model), inputs, tokens, rewards);
          return null;
        });
    return rewards;
  }

  private int[][] tokens(List<RewardInput> inputs) {
    Tokenizer tokenizer = TokenizerPool.of(version.key(), version::path);
    Optional<ChatTemplate> template =
        text.isChat()
            ? Optional.of(ChatTemplate.load(version.path(), text.chat().template()))
            : Optional.empty();
    return inputs.stream().map(input -> tokens(tokenizer, template, input)).toArray(int[][]::new);
  }

  private void score(
      SequenceScorer scorer, List<RewardInput> inputs, int[][] tokens, double[] rewards) {
    int[] lengths = Arrays.stream(tokens).mapToInt(sequence -> sequence.length).toArray();
    for (List<Integer> batch : TokenBatches.cut(lengths, tokensPerBatch)) {
      // Texts without a reward have no tokens, and come last.
      List<Integer> scored = batch.stream().filter(i -> lengths[i] > 0).toList();
      float[] scores = scorer.score(scored.stream().map(i -> tokens[i]).toList(), label);
      batch.forEach(i -> rewards[i] = Double.NaN);
      for (int row = 0; row < scores.length; row++) {
        if (!Float.isFinite(scores[row])) {
          throw problem(
              inputs.get(scored.get(row)), "the model gives it " + scores[row] + ", not a number");
        }
        rewards[scored.get(row)] = scores[row];
      }
    }
  }

  /** No tokens if there is to be no reward. */
  private int[] tokens(Tokenizer tokenizer, Optional<ChatTemplate> template, RewardInput input) {
    int[] tokens;
    try {
      String shown = text.of(input, template::orElseThrow);
      tokens = recipe == null ? tokenizer.encode(shown) : recipe.tokens(tokenizer, shown);
    } catch (InputException e) {
      throw problem(input, e.getMessage());
    }
    if (tokens.length == 0) {
      throw problem(input, "the tokenizer turns its text into no tokens");
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
