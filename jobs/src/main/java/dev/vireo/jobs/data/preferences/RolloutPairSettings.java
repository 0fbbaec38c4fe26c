package dev.vireo.jobs.data.preferences;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which rollouts become pairs.
 *
 * @param run their run directory; null for this run's own
 * @param fromIteration the first iteration, from 1
 * @param toIteration the last iteration; 0 for the last finished one
 * @param pairing which completions of a group make a pair
 * @param reward the reward function whose values count; null for the weighted sum of all
 * @param minMargin the least amount by which the chosen completion's reward must exceed the
 *     other's; equal rewards never make a pair
 */
public record RolloutPairSettings(
    @DecidesNothing String run,
    int fromIteration,
    int toIteration,
    Pairing pairing,
    String reward,
    double minMargin)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public RolloutPairSettings {
    run = HomePath.expand(run);
    Require.atLeast("from-iteration", fromIteration, 1);
    if (toIteration != 0 && toIteration < fromIteration) {
      throw new InputException(
          "to-iteration is %d; it must be at least from-iteration, %d, or 0 for the last one"
              .formatted(toIteration, fromIteration));
    }
    Require.notNegative("min-margin", minMargin);
    if (pairing == Pairing.STEP && reward != null) {
      throw new InputException(
          "reward is '%s', but pairing is step, and a step's reward is the weighted sum of all that judge steps: leave reward out"
              .formatted(reward));
    }
  }

  /** The best against the worst of each group, of all iterations of the run itself. */
  public static RolloutPairSettings defaults() {
    return new RolloutPairSettings(null, 1, 0, Pairing.BEST_WORST, null, 0);
  }

  /**
   * What says how good a completion is; NaN where nothing does.
   *
   * @param name of the reward function; null for the weighted sum of all
   */
  public static double value(CompletionReward reward, String name) {
    return name == null ? reward.getReward() : reward.getValues().getOrDefault(name, Double.NaN);
  }

  /** What the pairs depend on besides the rollouts and their rewards. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("pairing", pairing);
    identity.put("reward", reward);
    identity.put("min-margin", minMargin);
    return identity;
  }
}
