package dev.vireo.models.memory;

/**
 * The shape of a batch of sequences that pass through the layers together, as {@code
 * CompletionBatch} lays them out. The prompt of a group of several completions is computed once;
 * the last token of a completion is not computed at all.
 *
 * @param groups number of prompts
 * @param groupSize completions per prompt
 * @param promptTokens length of every prompt
 * @param completionTokens length of every completion
 */
public record BatchShape(int groups, int groupSize, int promptTokens, int completionTokens) {
  public BatchShape {
    if (groups < 1 || groupSize < 1 || promptTokens < 1 || completionTokens < 1) {
      throw new IllegalArgumentException("A batch has at least one token everywhere");
    }
  }

  /**
   * The batch for a number of completions.
   *
   * @param completions number of completions in the batch
   * @param groupSize completions per prompt
   */
  public static BatchShape of(
      int completions, int groupSize, int promptTokens, int completionTokens) {
    int groups = (completions + groupSize - 1) / groupSize;
    return new BatchShape(groups, Math.min(completions, groupSize), promptTokens, completionTokens);
  }

  /** Whether a prompt is computed once for its whole group. */
  boolean sharesPrompts() {
    return groupSize > 1;
  }

  /** Tokens per completion that pass through the layers. */
  int continuation() {
    return completionTokens - 1;
  }

  /** Tokens of the batch that pass through the layers. */
  public long tokens() {
    return sharesPrompts()
        ? groups * (promptTokens + (long) groupSize * continuation())
        : (long) groups * (promptTokens + continuation());
  }

  /** Tokens of the batch that are predicted. */
  public long predicted() {
    return (long) groups * groupSize * completionTokens;
  }
}
