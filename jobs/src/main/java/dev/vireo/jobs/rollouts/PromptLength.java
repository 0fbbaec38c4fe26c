package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.Counted;
import dev.vireo.algorithms.InputException;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.parquet.TokenLists;

/** Prompts must leave room for a completion. */
final class PromptLength {

  private PromptLength() {}

  /**
   * A prompt's tokens.
   *
   * @throws InputException if they fill the context
   */
  static int[] checked(Prompt prompt, int contextLength) {
    int[] ids = TokenLists.ints(prompt.getTokenIds());
    if (ids.length >= contextLength) {
      throw new InputException(
          "Prompt %s has %s, which leaves no room for a completion in the policy's context of %d: set prompts.too-long: drop, and prompts.max-prompt-tokens to %d or less"
              .formatted(
                  prompt.getPromptId(),
                  Counted.of(ids.length, "tokens"),
                  contextLength,
                  contextLength - 1));
    }
    return ids;
  }
}
