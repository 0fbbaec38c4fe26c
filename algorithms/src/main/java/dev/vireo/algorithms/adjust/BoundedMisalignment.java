package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;

/**
 * Variance increase with bounded misalignment: r + s (z - r), where z is the optimum of {@link
 * VarianceIncrease} and s is the greatest strength in [0, 1] at which the weighted correlation with
 * the group's rewards r is at least a floor. To first order, a step of normalised size raises the
 * mean reward in proportion to that correlation, so it loses at most 1 - floor.
 *
 * <p>The correlation falls as s rises, since r, z and all points between them lie in one plane; s
 * is found by bisection to the last bit. A group is adjusted in full if its optimum is correlated
 * enough with its rewards, as it always is in a group of two different rewards. Rewards stay
 * unchanged with a floor of 1, and if all weight is on equal rewards.
 *
 * @param floor the least correlation, in [0, 1]; 0.95 if not given
 */
public record BoundedMisalignment(Double floor) implements AdjustmentRule {
  private static final double FLOOR = 0.95;

  /** Fills in defaults and checks values. */
  public BoundedMisalignment {
    floor = floor == null ? (Double) FLOOR : floor;
    if (!(floor >= 0 && floor <= 1)) {
      throw new InputException("floor is " + floor + "; it must be at least 0 and at most 1");
    }
  }

  @Override
  public RewardRange range(RangePolicy set, double[] rewards, double[] weights) {
    return set.range(rewards, weights);
  }

  @Override
  public double[] adjust(AdmittedGroup group, RunPoint point) {
    if (floor == 1) {
      return group.rewards().clone();
    }
    double[] optimum = group.spread();
    double strength = strength(group.rewards(), optimum, group.weights());
    return strength == 0 ? group.rewards().clone() : group.blend(optimum, strength);
  }

  private double strength(double[] rewards, double[] optimum, double[] weights) {
    double std = Math.sqrt(GroupStatistics.variance(rewards, weights));
    double spread = Math.sqrt(GroupStatistics.variance(optimum, weights));
    if (std == 0 || spread == 0) {
      return 0;
    }
    double full = GroupStatistics.covariance(rewards, optimum, weights) / std / spread;
    if (full >= floor) {
      return 1;
    }
    double within = 0;
    double beyond = 1;
    while (true) {
      double middle = within + (beyond - within) / 2;
      if (!(middle > within && middle < beyond)) {
        return within;
      }
      if (correlation(middle, full, spread / std) >= floor) {
        within = middle;
      } else {
        beyond = middle;
      }
    }
  }

  /**
   * Correlation of the rewards with the blend, in the plane of rewards and optimum.
   *
   * @param full correlation of the rewards with the optimum
   * @param ratio the optimum's standard deviation divided by that of the rewards
   */
  private static double correlation(double strength, double full, double ratio) {
    double rest = 1 - strength;
    double moved = strength * ratio;
    double along = rest + moved * full;
    double across = moved * moved * Math.max(0, 1 - full * full);
    return along / Math.sqrt(along * along + across);
  }

  @Override
  public void checkTies(Ties ties, double tieTolerance) {
    if (ties == Ties.SPLIT) {
      throw new InputException(
          "The rule bounded-misalignment keeps equal rewards equal: set ties to merge, or choose"
              + " the rule variance-increase");
    }
  }
}
