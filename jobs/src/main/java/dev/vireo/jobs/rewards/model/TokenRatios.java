package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.store.parquet.TokenLists;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Beta x log(policy / reference) of completions' tokens; it travels with tasks, the models'
 * parameters do not.
 *
 * @param policy the model that learned from preferences
 * @param reference the model that it was held against
 * @param beta above 0
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
record TokenRatios(
    ClassifierVersion policy, ClassifierVersion reference, double beta, int tokensPerBatch)
    implements Serializable {

  Map<String, Object> identity(Map<String, Object> options) {
    return ImplicitReward.identity(options, policy, reference);
  }

  /**
   * The rewards of completions' tokens, each ending where its text does; tokens without a text of
   * their own, such as the end of sequence, count to the one that ends at the same place.
   *
   * @throws InputException naming the prompt that cannot be judged
   */
  List<List<StepReward>> of(List<RewardInput> inputs) {
    Tokenizer tokenizer = TokenizerPool.of(policy.key(), policy::path);
    List<TokenSequence> sequences =
        inputs.stream().map(input -> sequence(tokenizer, input)).toList();
    double[][] ratios = ratios(sequences);
    List<List<StepReward>> rewards = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      rewards.add(steps(tokenizer, inputs.get(i), sequences.get(i), ratios[i]));
    }
    return rewards;
  }

  private double[][] ratios(List<TokenSequence> sequences) {
    TokenBatches.Sequences batches = TokenBatches.of(sequences, tokensPerBatch);
    double[][] mine = batches.inOrder(policy.scorer().logprobs(batches.cut(), 1));
    double[][] others = batches.inOrder(reference.scorer().logprobs(batches.cut(), 1));
    for (int i = 0; i < mine.length; i++) {
      for (int t = 0; t < mine[i].length; t++) {
        mine[i][t] = beta * (mine[i][t] - others[i][t]);
      }
    }
    return mine;
  }

  private TokenSequence sequence(Tokenizer tokenizer, RewardInput input) {
    int[] prompt = tokenizer.encode(input.prompt());
    int[] completion = completion(tokenizer, input);
    int context = Math.min(policy.config().contextLength(), reference.config().contextLength());
    if (prompt.length == 0) {
      throw problem(input, "the tokenizer turns its text into no tokens");
    }
    if (prompt.length + completion.length > context) {
      throw problem(
          input,
          "it has %d tokens with its completion, and the model reads at most %d: lower rollouts.max-new-tokens"
              .formatted(prompt.length + completion.length, context));
    }
    return new TokenSequence(prompt, completion);
  }

  private static int[] completion(Tokenizer tokenizer, RewardInput input) {
    int[] sampled = TokenLists.ints(input.completionIds());
    if (sampled.length > 0
        && Arrays.stream(sampled).allMatch(id -> id < tokenizer.vocabularySize())
        && tokenizer.decode(sampled).equals(input.completion())) {
      return sampled;
    }
    int[] ids = tokenizer.encodeContinuation(input.completion());
    if (!input.stopped()) {
      return ids;
    }
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = tokenizer.endOfSequence();
    return ended;
  }

  private List<StepReward> steps(
      Tokenizer tokenizer, RewardInput input, TokenSequence sequence, double[] ratios) {
    int[] ids = sequence.completionTokenIds();
    int whole = input.completion().length();
    List<StepReward> steps = new ArrayList<>();
    for (int t = 0; t < ratios.length; t++) {
      if (!Double.isFinite(ratios[t])) {
        throw problem(
            input,
            "the log-ratio of its token %d under the models %s and %s is %s: the weights of one are too large; train it again with a lower learning rate, or use another one"
                .formatted(t + 1, policy.location(), reference.location(), ratios[t]));
      }
      int before = steps.size() - 1;
      int from = before < 0 ? 0 : steps.get(before).end();
      int text = tokenizer.decode(Arrays.copyOf(ids, t + 1)).length();
      int end = t == ratios.length - 1 ? whole : Math.min(whole, Math.max(from, text));
      if (before >= 0 && end == from) {
        steps.set(before, new StepReward(end, steps.get(before).reward() + ratios[t]));
      } else {
        steps.add(new StepReward(end, ratios[t]));
      }
    }
    return steps;
  }

  private static InputException problem(RewardInput input, String what) {
    return new InputException("prompt '%s': %s".formatted(input.promptId(), what));
  }
}
