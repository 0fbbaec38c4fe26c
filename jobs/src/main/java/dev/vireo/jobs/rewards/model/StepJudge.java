package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.text.TextStep;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe.StepTokens;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.jobs.runtime.pool.TokenizerPool;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.tokenizer.Tokenizer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A process reward model at work; it travels with tasks, its parameters do not.
 *
 * @param version the model
 * @param text what the prompt is
 * @param recipe how steps become tokens
 * @param maxTokens longest prompt and completion, beside the recipe's limit
 * @param tooLong what happens to longer ones
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
record StepJudge(
    ClassifierVersion version,
    ScoredText text,
    ProcessRewardRecipe recipe,
    int maxTokens,
    TooLong tooLong,
    int tokensPerBatch)
    implements Serializable {

  /** The steps of a completion's text, and its tokens. */
  private record Judged(List<TextStep> steps, StepTokens tokens) {

    /** Steps that were cut are not judged. */
    boolean isJudged() {
      return tokens.ends().length > 0;
    }

    TokenSequence sequence() {
      return new TokenSequence(tokens.promptIds(), tokens.completionIds(), tokens.ends());
    }
  }

  /**
   * The steps of completions, each with the probability that it is right; NaN where it has no
   * reward. Blank steps are none.
   *
   * @throws InputException naming the prompt that cannot be judged
   */
  List<List<StepReward>> steps(List<RewardInput> inputs) {
    Tokenizer tokenizer = TokenizerPool.of(version.key(), version::path);
    List<Judged> all = inputs.stream().map(input -> judged(tokenizer, input)).toList();
    List<Judged> judged = all.stream().filter(Judged::isJudged).toList();
    double[][] scores = judged.isEmpty() ? new double[0][] : scores(judged);
    List<List<StepReward>> steps = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < all.size(); i++) {
      double[] of = all.get(i).isJudged() ? scores[next++] : new double[0];
      steps.add(rewards(inputs.get(i), all.get(i), of));
    }
    return steps;
  }

  private double[][] scores(List<Judged> judged) {
    TokenBatches.Sequences batches =
        TokenBatches.of(judged.stream().map(Judged::sequence).toList(), tokensPerBatch);
    return batches.inOrder(version.scorer().values(batches.cut()));
  }

  private List<StepReward> rewards(RewardInput input, Judged judged, double[] scores) {
    int labels = version.head().outputs(version.config());
    List<StepReward> rewards = new ArrayList<>();
    for (int step = 0; step < judged.steps().size(); step++) {
      boolean there = labels * step < scores.length;
      double reward = there ? probability(scores, labels * step, labels) : Double.NaN;
      if (there && !Double.isFinite(reward)) {
        throw problem(
            input,
            "the model %s gives step %d the probability %s: its weights are too large; train it again with a lower learning rate, or use another one"
                .formatted(version.location(), step + 1, reward));
      }
      rewards.add(new StepReward(judged.steps().get(step).end(), reward));
    }
    return rewards;
  }

  /** The softmax of the positive label among a token's scores. */
  private double probability(double[] scores, int from, int labels) {
    double others = 0;
    for (int label = 0; label < labels; label++) {
      others += StrictMath.exp(scores[from + label] - scores[from + recipe.positiveLabel()]);
    }
    return 1 / others;
  }

  /** Counts the tokens of texts, however many they may have, for one thread. */
  ToIntFunction<RewardInput> lengths() {
    Tokenizer tokenizer = TokenizerPool.of(version.key(), version::path);
    ProcessRewardRecipe whole = recipe.unlimited();
    return input -> {
      StepTokens tokens =
          whole.tokens(
              tokenizer::encode,
              text.prompt(input),
              TextStep.said(input.completion(), recipe.separator()).stream()
                  .map(TextStep::text)
                  .toList());
      int completion = tokens.completionIds().length;
      int most = recipe.maxCompletionTokens();
      if (tooLong == TooLong.ERROR && most > 0 && completion > most) {
        throw new InputException(
            "its steps have %d tokens, and the model reads at most %d of a completion"
                .formatted(completion, most));
      }
      return tokens.promptIds().length + completion;
    };
  }

  private Judged judged(Tokenizer tokenizer, RewardInput input) {
    List<TextStep> steps = TextStep.said(input.completion(), recipe.separator());
    StepTokens tokens;
    try {
      tokens =
          recipe
              .within(Math.min(maxTokens, recipe.maxTokens()))
              .tokens(
                  tokenizer::encode,
                  text.prompt(input),
                  steps.stream().map(TextStep::text).toList());
    } catch (InputException e) {
      throw problem(input, e.getMessage());
    }
    if (tokens.promptIds().length == 0) {
      throw problem(input, "the tokenizer turns its text into no tokens");
    }
    if (tokens.ends().length == steps.size() || tooLong == TooLong.CUT) {
      return new Judged(steps, tokens);
    }
    if (tooLong == TooLong.NONE) {
      return new Judged(steps, new StepTokens(tokens.promptIds(), new int[0], new int[0]));
    }
    throw problem(
        input,
        "%d of its completion's %d steps are within the model's limit; lower rollouts.max-new-tokens, or set option 'too-long' to none or cut"
            .formatted(tokens.ends().length, steps.size()));
  }

  private static InputException problem(RewardInput input, String what) {
    return new InputException("prompt '%s': %s".formatted(input.promptId(), what));
  }
}
