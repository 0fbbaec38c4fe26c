package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.sampling.SamplingSettings;
import dev.vireo.jobs.settings.Require;
import java.io.Serializable;

/**
 * How completions are collected.
 *
 * @param groupSize completions per prompt (G; TRL's num_generations)
 * @param temperature divides the logits before the softmax; 0 takes the most probable token
 * @param topP smallest set of tokens whose probability reaches this is kept; 1 keeps all
 * @param topK most probable tokens kept; 0 keeps all
 * @param maxNewTokens longest completion, in tokens (TRL's max_completion_length)
 * @param chunkGroups groups in one chunk: the unit of work, commit and resume
 */
public record RolloutSettings(
    int groupSize, double temperature, double topP, int topK, int maxNewTokens, int chunkGroups)
    implements Serializable {

  public RolloutSettings {
    Require.atLeast("group-size", groupSize, 1);
    Require.atLeast("max-new-tokens", maxNewTokens, 1);
    Require.atLeast("chunk-groups", chunkGroups, 1);
    new SamplingSettings(temperature, topP, topK);
  }

  /** TRL's defaults, where it has them. */
  public static RolloutSettings defaults() {
    return new RolloutSettings(8, 1.0, 1.0, 0, 512, 16);
  }

  /** The part that the token sampler reads. */
  public SamplingSettings sampling() {
    return new SamplingSettings(temperature, topP, topK);
  }
}
