package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.store.TokenLists;
import dev.vireo.schemas.Prompt;

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
          "Prompt "
              + prompt.getPromptId()
              + " has "
              + ids.length
              + " tokens, the policy's context only "
              + contextLength
              + "; lower prompts.max-tokens to leave room for a completion");
    }
    return ids;
  }
}
