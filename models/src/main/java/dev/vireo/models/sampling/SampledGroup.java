package dev.vireo.models.sampling;

import java.util.List;

/**
 * The completions of one prompt.
 *
 * @param promptId the prompt
 * @param completions in the order of their sample index
 */
public record SampledGroup(String promptId, List<SampledCompletion> completions) {
  public SampledGroup {
    completions = List.copyOf(completions);
  }
}
