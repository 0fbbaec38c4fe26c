package dev.vireo.models.memory;

/**
 * The shape of sequences that go through the layers together, as {@code CompletionBatch} lays them
 * out: prompts of a group of several are computed once, and a completion's last token not at all.
 *
 * @param groups prompts
 * @param groupSize completions of each
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
   * The batch that some completions make.
   *
   * @param completions of the batch
   * @param groupSize completions of a prompt
   */
  public static BatchShape of(
      int completions, int groupSize, int promptTokens, int completionTokens) {
    int groups = (completions + groupSize - 1) / groupSize;
    return new BatchShape(groups, Math.min(completions, groupSize), promptTokens, completionTokens);
  }

  /** Whether a group's prompt is computed once. */
  boolean sharesPrompts() {
    return groupSize > 1;
  }

  /** Tokens of a completion that go through the layers. */
  int continuation() {
    return completionTokens - 1;
  }

  /** Tokens that go through the layers. */
  public long tokens() {
    return sharesPrompts()
        ? groups * (promptTokens + (long) groupSize * continuation())
        : (long) groups * (promptTokens + continuation());
  }

  /** Tokens that are predicted. */
  public long predicted() {
    return (long) groups * groupSize * completionTokens;
  }
}
