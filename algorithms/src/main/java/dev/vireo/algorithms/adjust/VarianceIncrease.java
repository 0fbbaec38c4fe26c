package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;

/**
 * The exact optimum of reward variance increase (arXiv 2505.23247): over all z
 *
 * <pre>
 *   maximise    sum_i p_i z_i^2
 *   subject to  sum_i p_i z_i = sum_i p_i r_i,   m &lt;= z_i &lt;= M,   z ordered as r
 * </pre>
 *
 * <p>The paper searches the extreme points, which in descending order of reward all read (M..M,
 * a..a, m..m). Here the best of them is written down at once. Sort the rewards into descending
 * blocks of equal reward, and let k be the largest number of blocks that can stand at M while the
 * others stand at m without lifting the weighted mean above its value: blocks 1 to k get M, block
 * k+1 gets what is left of the mean, the rest get m. Every weighted prefix sum of that z is the
 * largest one possible, so z majorizes whatever else is feasible, and no convex function prefers
 * another. So the objective is never computed, no rounding of it can end a search early, and only
 * block k+1 has to be found: by a sort and a bisection, whose cost vanishes beside that of reading
 * the rewards.
 */
public record VarianceIncrease() implements AdjustmentRule {
  /**
   * Weights are scaled so that the greatest is near 1, when its exponent is further out than this.
   */
  private static final int SAFE_EXPONENT = 200;

  @Override
  public double[] adjust(AdmittedGroup group, RunPoint point) {
    return group.spread();
  }

  @Override
  public RewardRange range(RangePolicy set, double[] rewards, double[] weights) {
    return set.range(rewards, weights);
  }

  @Override
  public void checkTies(Ties ties, double tieTolerance) {
    // All of it has an effect.
  }

  /**
   * The adjusted rewards z.
   *
   * <p>The order and the range hold exactly. The weighted mean holds to 1e-12 (upper - lower), or
   * to the spacing of doubles near the bounds where that is coarser. Permuting the group permutes
   * the result, but for {@link Ties#SPLIT}, which raises equal rewards in the order given.
   *
   * @param rewards [G] r, within [lower, upper], in any order
   * @param weights [G] p, not negative, not all zero, in any scale; a completion of weight zero
   *     takes the place that its reward gives it
   * @param lower m
   * @param upper M, at least lower
   * @param ties whether equal rewards stay equal
   * @param tieTolerance with {@link Ties#MERGE}, a block holds its greatest reward and all others
   *     at most this far under it; within such a block of unequal rewards variance may be lost
   * @return [G] z, in the order given
   * @throws InputException if an argument is not as said above
   */
  public static double[] maximise(
      double[] rewards,
      double[] weights,
      double lower,
      double upper,
      Ties ties,
      double tieTolerance) {
    requireTies(ties, tieTolerance);
    double scale = checkGroup(rewards, weights, lower, upper);
    if (rewards.length == 0) {
      return new double[0];
    }
    ThresholdSearch search =
        new ThresholdSearch(rewards, weights, scale, lower, upper, tieTolerance);
    double[] adjusted = search.levels();
    if (ties == Ties.SPLIT) {
      search.split(adjusted);
    }
    return adjusted;
  }

  static void requireTies(Ties ties, double tieTolerance) {
    if (!(tieTolerance >= 0 && tieTolerance < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The tie tolerance " + tieTolerance + " must be a finite number, at least 0");
    }
    if (ties == Ties.SPLIT && tieTolerance > 0) {
      throw new InputException(
          "A tie tolerance of "
              + tieTolerance
              + " has no effect if ties are split: set it to 0, or merge ties");
    }
  }

  /** Returns the power of two that brings the weights near 1. */
  private static double checkGroup(double[] rewards, double[] weights, double lower, double upper) {
    int size = rewards.length;
    if (weights.length != size) {
      throw new InputException(
          "A group has " + size + " rewards but " + weights.length + " weights");
    }
    RewardRange.check(lower, upper);
    boolean good = true;
    double greatest = 0;
    for (int i = 0; i < size; i++) {
      double reward = rewards[i];
      double weight = weights[i];
      good &= reward >= lower && reward <= upper && weight >= 0;
      greatest = weight > greatest ? weight : greatest;
    }
    if (!good || greatest == 0 || greatest == Double.POSITIVE_INFINITY) {
      explain(rewards, weights, lower, upper);
    }
    int exponent = Math.getExponent(greatest);
    return Math.abs(exponent) <= SAFE_EXPONENT ? 1 : Math.scalb(1.0, -exponent);
  }

  private static void explain(double[] rewards, double[] weights, double lower, double upper) {
    for (int i = 0; i < rewards.length; i++) {
      if (!Double.isFinite(rewards[i])) {
        throw new InputException(
            "Reward " + i + " of the group is " + rewards[i] + "; it must be a finite number");
      }
      if (!(rewards[i] >= lower && rewards[i] <= upper)) {
        throw new InputException(
            "Reward "
                + i
                + " of the group, "
                + rewards[i]
                + ", is outside the range ["
                + lower
                + ", "
                + upper
                + "]");
      }
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "Weight "
                + i
                + " of the group is "
                + weights[i]
                + "; it must be a finite number, at least 0");
      }
    }
    if (rewards.length > 0) {
      throw new InputException("All weights of the group are zero; at least one must be positive");
    }
  }
}
