package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The expected target given the reward, as a piecewise linear function that never falls. It is
 * constant to the left of the first point and to the right of the last one.
 *
 * @param rewards [K] the points' rewards, strictly increasing. Not copied
 * @param targets [K] the expected target at each point, never falling. Not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record RewardCurve(double[] rewards, double[] targets) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The curve without any points, when nothing is known. */
  public static final RewardCurve NONE = new RewardCurve(new double[0], new double[0]);

  /** Checks that the curve is valid. */
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
   * Whether the curve has the same value for all rewards and so carries no information.
   *
   * @return also true if there are no points
   */
  public boolean isFlat() {
    return rewards.length == 0 || targets[0] == targets[targets.length - 1];
  }

  /**
   * The curve's value, blended with the straight line from its first to its last point, which is
   * the reward itself in the target's units.
   *
   * @param reward a finite reward
   * @param blend share of the straight line, in [0, 1]; if above 0, greater rewards have greater
   *     values
   * @return the value, in the target's units; undefined for a curve without points
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
    // Keep the curve from falling, whatever the rounding.
    return Math.min(targets[right], Math.max(targets[left], value));
  }
}
