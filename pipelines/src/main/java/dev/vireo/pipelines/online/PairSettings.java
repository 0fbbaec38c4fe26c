package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.preferences.Pairing;
import dev.vireo.jobs.data.preferences.RolloutPairSettings;

/**
 * Which completions of a group become pairs.
 *
 * @param pairing which completions of a group make a pair
 * @param reward the reward whose values say which of two completions is better; null for the
 *     weighted sum of all
 * @param minMargin the least amount by which the chosen completion's reward must exceed the
 *     other's; equal rewards never make a pair
 */
public record PairSettings(Pairing pairing, String reward, double minMargin) {

  public PairSettings {
    // Checks the rest.
    new RolloutPairSettings(null, 1, 1, pairing, reward, minMargin);
  }

  /** The best against the worst of each group. */
  public static PairSettings defaults() {
    return new PairSettings(Pairing.BEST_WORST, null, 0);
  }

  /** As the stage reads them. */
  RolloutPairSettings of(int iteration) {
    return new RolloutPairSettings(null, iteration, iteration, pairing, reward, minMargin);
  }
}
