package dev.vireo.models.sampling;

import java.util.Objects;

/**
 * A prompt to complete.
 *
 * @param promptId what names the prompt in every dataset; the randomness of its completions follows
 *     from it
 * @param tokenIds at least one
 */
public record PromptTokens(String promptId, int[] tokenIds) {
  public PromptTokens {
    Objects.requireNonNull(promptId, "promptId");
    tokenIds = tokenIds.clone();
  }

  @Override
  public int[] tokenIds() {
    return tokenIds.clone();
  }
}
