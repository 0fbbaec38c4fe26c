package dev.vireo.jobs.data.steps;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RecipeFile;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How the steps of a completion become the tokens of a process reward model, as in TRL's
 * PRMTrainer: each step is encoded alone, without special tokens, and followed by the separator's
 * tokens, at the last of which it is judged. A file beside the model's weights, which scoring
 * follows.
 *
 * @param separator the text after each step
 * @param positiveLabel the number of the score that says a step is right
 * @param beginTokenId the token in front of the prompt; null puts nothing there
 * @param padTokenId the padding token of the model's configuration
 * @param maxCompletionTokens most tokens of a completion; 0 for any
 * @param maxTokens most tokens of prompt and completion together
 */
public record ProcessRewardRecipe(
    String separator,
    int positiveLabel,
    Integer beginTokenId,
    int padTokenId,
    int maxCompletionTokens,
    int maxTokens)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The label of a right step where nothing else is said: labels are 0 and 1. */
  public static final int RIGHT = 1;

  /**
   * A completion's steps as tokens. The arrays are not copied.
   *
   * @param promptIds the prompt
   * @param completionIds the steps, each with its separator, cut to what fits
   * @param ends where each step is judged, in the completion; steps that were cut have none
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record StepTokens(int[] promptIds, int[] completionIds, int[] ends) {}

  public ProcessRewardRecipe {
    Objects.requireNonNull(separator, "separator");
    if (separator.isEmpty()) {
      throw new InputException("separator is empty; it must be the text after each step");
    }
  }

  /** The recipe of a model directory; empty if there is none in it. */
  public static Optional<ProcessRewardRecipe> find(Path directory) {
    return RecipeFile.find(directory, ProcessRewardRecipe.class, RecipeFile.Judged.STEPS);
  }

  /** The same for texts of at most so many tokens. */
  public ProcessRewardRecipe within(int tokens) {
    return new ProcessRewardRecipe(
        separator, positiveLabel, beginTokenId, padTokenId, maxCompletionTokens, tokens);
  }

  /** The same for texts of any length. */
  public ProcessRewardRecipe unlimited() {
    return new ProcessRewardRecipe(
        separator, positiveLabel, beginTokenId, padTokenId, 0, Integer.MAX_VALUE);
  }

  /**
   * The tokens of a completion's steps.
   *
   * @param encode gives a text's tokens, without special ones
   * @throws InputException if the separator has no tokens
   */
  public StepTokens tokens(Function<String, int[]> encode, String prompt, List<String> steps) {
    int[] after = encode.apply(separator);
    if (after.length == 0) {
      throw new InputException(
          "The tokenizer turns the separator of steps into no tokens: choose another one");
    }
    int[] promptIds = begun(encode.apply(prompt));
    IntStream.Builder completion = IntStream.builder();
    int[] ends = new int[steps.size()];
    int length = 0;
    for (int step = 0; step < ends.length; step++) {
      int[] ids = encode.apply(steps.get(step));
      Arrays.stream(ids).forEach(completion);
      Arrays.stream(after).forEach(completion);
      length += ids.length + after.length;
      ends[step] = length - 1;
    }
    int room = Math.max(0, Math.min(length, maxTokens - promptIds.length));
    int kept = maxCompletionTokens == 0 ? room : Math.min(room, maxCompletionTokens);
    return new StepTokens(
        promptIds,
        Arrays.copyOf(completion.build().toArray(), kept),
        Arrays.stream(ends).filter(end -> end < kept).toArray());
  }

  /** A text that spells out the beginning gets no second one. */
  private int[] begun(int[] prompt) {
    boolean there = beginTokenId == null || (prompt.length > 0 && prompt[0] == beginTokenId);
    return there
        ? prompt
        : IntStream.concat(IntStream.of(beginTokenId), Arrays.stream(prompt)).toArray();
  }
}
