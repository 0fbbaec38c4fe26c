package dev.vireo.jobs.selection;

import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * Dynamic sampling (DAPO, arXiv 2503.14476): groups whose rewards are all the same are discarded,
 * and further prompts are sampled in rounds until prompts-per-iteration groups with a signal are
 * there.
 *
 * @param maxRounds most rounds of an iteration; 0 for no dynamic sampling. Where they do not find
 *     enough groups, the iteration is filled up with groups without a signal
 * @param promptsPerRound prompts that a round samples (verl's gen_batch_size); 0 for
 *     prompts-per-iteration
 * @param metric the reward whose values have to differ in a group (verl's filter_groups.metric);
 *     null for the weighted sum without rewards of type overlong
 */
public record DynamicSamplingSettings(int maxRounds, int promptsPerRound, String metric)
    implements Serializable {

  /** Checks each setting. */
  public DynamicSamplingSettings {
    Require.atLeast("max-rounds", maxRounds, 0);
    Require.atLeast("prompts-per-round", promptsPerRound, 0);
  }

  /** None. */
  public static DynamicSamplingSettings defaults() {
    return new DynamicSamplingSettings(0, 0, null);
  }

  /** Whether groups are discarded. */
  public boolean isAsked() {
    return maxRounds > 0;
  }

  /** Prompts of a round, of so many in an iteration. */
  public int inRound(int promptsPerIteration) {
    return promptsPerRound == 0 ? promptsPerIteration : promptsPerRound;
  }
}
