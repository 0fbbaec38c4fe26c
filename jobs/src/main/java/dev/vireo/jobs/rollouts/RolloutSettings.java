package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.sampling.SamplingSettings;
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
    requirePositive("group-size", groupSize);
    requirePositive("max-new-tokens", maxNewTokens);
    requirePositive("chunk-groups", chunkGroups);
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

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new InputException(key + " is " + value + "; it must be at least 1");
    }
  }
}
