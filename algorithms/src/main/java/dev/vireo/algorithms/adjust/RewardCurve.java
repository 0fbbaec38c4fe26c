package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What a reward is worth: the expected target given the reward, as a line through points that never
 * falls. Left of the first point it has the value there, right of the last one the value there.
 *
 * @param rewards [K] the points' rewards, rising strictly. Not copied
 * @param targets [K] the expected target at each, never falling. Not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record RewardCurve(double[] rewards, double[] targets) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing is known. */
  public static final RewardCurve NONE = new RewardCurve(new double[0], new double[0]);

  /** Checks that the curve is one. */
  public RewardCurve {
    boolean good = rewards.length == targets.length;
    for (int i = 0; good && i < rewards.length; i++) {
      good = Double.isFinite(rewards[i]) && Double.isFinite(targets[i]);
      good &= i == 0 || rewards[i] > rewards[i - 1] && targets[i] >= targets[i - 1];
    }
    if (!good) {
      throw new InputException(
          "A curve of rewards needs as many targets as rewards, rewards that rise and targets that"
              + " do not fall; found rewards "
              + Arrays.toString(rewards)
              + " and targets "
              + Arrays.toString(targets));
    }
  }

  /**
   * Whether all rewards are worth the same, so that the curve says nothing.
   *
   * @return true too where there is no point
   */
  public boolean isFlat() {
    return rewards.length == 0 || targets[0] == targets[targets.length - 1];
  }

  /**
   * The curve's value, blended with that of the straight line from its first point to its last one,
   * which is the reward itself in the target's units.
   *
   * @param reward a finite reward
   * @param blend share of the straight line, in [0, 1]; above 0, greater rewards have greater
   *     values
   * @return the value, in the target's units; no curve without points has one
   */
  public double value(double reward, double blend) {
    int last = rewards.length - 1;
    double width = rewards[last] - rewards[0];
    double line =
        width == 0
            ? targets[0]
            : targets[0] + (reward - rewards[0]) / width * (targets[last] - targets[0]);
    return (1 - blend) * expected(reward) + blend * line;
  }

  private double expected(double reward) {
    int last = rewards.length - 1;
    if (reward <= rewards[0] || reward >= rewards[last]) {
      return reward <= rewards[0] ? targets[0] : targets[last];
    }
    int found = Arrays.binarySearch(rewards, reward);
    if (found >= 0) {
      return targets[found];
    }
    int right = -found - 1;
    int left = right - 1;
    double share = (reward - rewards[left]) / (rewards[right] - rewards[left]);
    double value = targets[left] + share * (targets[right] - targets[left]);
    // Whatever the rounding, the curve never falls.
    return Math.min(targets[right], Math.max(targets[left], value));
  }
}
