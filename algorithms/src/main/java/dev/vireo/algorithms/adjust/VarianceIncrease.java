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
 * <p>The paper searches the extreme points, all of which have the form (M..M, a..a, m..m) in
 * descending order of reward. Here the best one is constructed directly. Sort the rewards into
 * descending blocks of equal reward, and let k be the largest number of blocks that can be at M,
 * with the others at m, without raising the weighted mean above its value: blocks 1 to k get M,
 * block k+1 gets what is left of the mean, the rest get m. Every weighted prefix sum of this z is
 * the largest possible, so z majorizes every other feasible point, and no convex function prefers
 * another. The objective is therefore never computed, its rounding cannot end a search early, and
 * only block k+1 has to be found, by weighted selection, whose cost is negligible beside that of
 * reading the rewards.
 */
public record VarianceIncrease() implements AdjustmentRule {
  /** Weights are scaled to near 1 if the exponent of the greatest is further from 0 than this. */
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
    // All settings of ties have an effect.
  }

  /**
   * The adjusted rewards z.
   *
   * <p>The order and the range hold exactly. The weighted mean holds to 1e-12 (upper - lower), or
   * to the spacing of doubles near the bounds if that is coarser. Permuting the group permutes the
   * result, except with {@link Ties#SPLIT}, which raises equal rewards in the given order.
   *
   * @param rewards [G] r, within [lower, upper], in any order
   * @param weights [G] p, not negative, not all zero, in any scale; a completion of weight zero
   *     gets the value of its position in the order
   * @param lower m
   * @param upper M, at least lower
   * @param ties whether equal rewards stay equal
   * @param tieTolerance with {@link Ties#MERGE}, a block consists of its greatest reward and all
   *     others at most this far below it; a block of unequal rewards may lose variance
   * @return [G] z, in the given order
   * @throws InputException if an argument violates these conditions
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

  /** Checks the arguments, and returns the power of two that scales the weights to near 1. */
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
