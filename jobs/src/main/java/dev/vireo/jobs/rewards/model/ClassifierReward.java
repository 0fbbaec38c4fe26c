package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.store.run.PublishedFolder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A reward model at work; it travels with tasks, its parameters do not.
 *
 * @param folder the model's directory
 * @param label which of its logits, from 0
 * @param text what it is shown
 * @param maxTokens longest text
 * @param tooLong what happens to longer ones
 * @param tokensPerBatch tokens that go through the layers together, padding included
 */
record ClassifierReward(
    PublishedFolder folder,
    int label,
    ScoredText text,
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
    ClassifierSlots.run(folder, slot -> score(slot, inputs, rewards));
    return rewards;
  }

  private void score(ClassifierSlots.Slot slot, List<RewardInput> inputs, double[] rewards) {
    int[][] tokens = new int[inputs.size()][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = tokens(slot, inputs.get(i));
    }
    int[] lengths = Arrays.stream(tokens).mapToInt(sequence -> sequence.length).toArray();
    for (List<Integer> batch : TokenBatches.cut(lengths, tokensPerBatch)) {
      // Texts without a reward have no tokens, and come last.
      List<Integer> scored = batch.stream().filter(i -> lengths[i] > 0).toList();
      float[] scores = slot.model().score(scored.stream().map(i -> tokens[i]).toList(), label);
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
  private int[] tokens(ClassifierSlots.Slot slot, RewardInput input) {
    int[] tokens;
    try {
      tokens = slot.tokenizer().encode(text.of(input, () -> slot.template(text.chat())));
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

  /** The directory counts by its files' names and bytes, wherever it is. */
  @Override
  public Map<String, Object> identity(Map<String, Object> options) {
    Map<String, Object> identity = new LinkedHashMap<>(options);
    identity.remove("path");
    identity.put("content", folder.filesHash());
    return identity;
  }
}
