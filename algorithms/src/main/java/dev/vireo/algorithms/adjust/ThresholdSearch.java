package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds the block of a group whose level lies between the ends of the range.
 *
 * <p>With all blocks above it raised to M and all blocks below it lowered to m, the mean is
 * preserved if
 *
 * <pre>
 *   (sum over lowered blocks of p (r - m))  -  (sum over raised blocks of p (M - r))
 * </pre>
 *
 * <p>is spent on the block itself. No term changes sign, and each is exactly zero if a reward is
 * already at its end; the block sought is the first that cannot be raised as well without making
 * the difference negative. Weighted selection finds it in expected linear time. Sums are
 * compensated, so the result does not depend on the order in which completions are visited. One
 * search per group; not for several threads.
 */
final class ThresholdSearch {
  private final double[] rewards;
  private final double[] weights;
  private final double scale;
  private final double lower;
  private final double upper;

  /**
   * [G] the greatest reward of each completion's block; its own reward, unless there is a
   * tolerance.
   */
  private final double[] tops;

  /** The greatest reward of the block found. */
  private final double greatest;

  /** What is left for the block after those above it are raised and those below it are lowered. */
  private final CompensatedSum spare = new CompensatedSum();

  /** The adjusted reward of the block. */
  private final double level;

  /**
   * Finds the block.
   *
   * @param rewards [G] r, at least one, within [lower, upper]
   * @param weights [G] p
   * @param scale a power of two by which the weights are multiplied
   * @param tolerance how far a block extends below its greatest reward
   */
  ThresholdSearch(
      double[] rewards,
      double[] weights,
      double scale,
      double lower,
      double upper,
      double tolerance) {
    this.rewards = rewards;
    this.weights = weights;
    this.scale = scale;
    this.lower = lower;
    this.upper = upper;
    this.tops = tolerance > 0 ? tops(rewards, tolerance) : rewards;
    this.greatest = select();
    CompensatedSum mass = new CompensatedSum();
    for (int i = 0; i < rewards.length; i++) {
      double weight = weights[i] * scale;
      spare.add(weight * (rewards[i] - counterpart(tops[i], greatest)));
      if (tops[i] == greatest) {
        mass.add(weight);
      }
    }
    this.level = clamp(greatest + spare.value() / mass.value());
  }

  /** The greatest reward of each completion's block, which extends below it by the tolerance. */
  static double[] tops(double[] rewards, double tolerance) {
    double[] sorted = rewards.clone();
    Arrays.sort(sorted);
    double[] topOfPlace = new double[sorted.length];
    double top = sorted[sorted.length - 1];
    for (int place = sorted.length - 1; place >= 0; place--) {
      top = sorted[place] >= top - tolerance ? top : sorted[place];
      topOfPlace[place] = top;
    }
    double[] tops = new double[rewards.length];
    for (int i = 0; i < tops.length; i++) {
      tops[i] = topOfPlace[Arrays.binarySearch(sorted, rewards[i])];
    }
    return tops;
  }

  /**
   * The greatest reward of the first block that cannot be raised together with all above it; of the
   * last block if all can. Each round picks one of the remaining blocks and continues with those
   * above or below it. Pivots are random, so no order of the rewards causes many rounds.
   */
  private double select() {
    int size = rewards.length;
    double[] keys = new double[size];
    double[] values = new double[size];
    double[] masses = new double[size];
    for (int i = 0; i < size; i++) {
      // Adding zero turns -0.0 into 0.0, so that a difference of zero has no sign.
      keys[i] = tops[i] + 0.0;
      values[i] = rewards[i] + 0.0;
      masses[i] = weights[i] * scale;
    }
    double[] ends = {upper, lower};
    CompensatedSum settled = new CompensatedSum();
    SplittableRandom random = new SplittableRandom(size);
    while (true) {
      double pivot = keys[random.nextInt(size)];
      CompensatedSum rest = new CompensatedSum();
      rest.add(settled);
      CompensatedSum pivotMass = new CompensatedSum();
      int above = 0;
      int below = 0;
      for (int i = 0; i < size; i++) {
        int isBelow = less(keys[i], pivot);
        below += isBelow;
        above += less(pivot, keys[i]);
        rest.add(masses[i] * (values[i] - ends[isBelow]));
        if (keys[i] == pivot) {
          pivotMass.add(masses[i]);
        }
      }
      boolean affordable = rest.value() >= 0;
      rest.addProduct(pivotMass.value(), upper - lower);
      if (affordable ? below == 0 : above == 0 || rest.value() >= 0) {
        return pivot;
      }
      double end = affordable ? upper : lower;
      int next = 0;
      for (int i = 0; i < size; i++) {
        double key = keys[i];
        double value = values[i];
        double mass = masses[i];
        int kept = affordable ? less(key, pivot) : less(pivot, key);
        settled.add((1 - kept) * mass * (value - end));
        keys[next] = key;
        values[next] = value;
        masses[next] = mass;
        next += kept;
      }
      size = next;
    }
  }

  /** 1 if one number is less than the other, else 0: from the sign bit, without a branch. */
  private static int less(double one, double other) {
    return (int) (Double.doubleToRawLongBits(one - other) >>> 63);
  }

  /** M above the block, m below it, and a given value within it. */
  private double counterpart(double top, double within) {
    return top > greatest ? upper : top < greatest ? lower : within;
  }

  /** The adjusted rewards: M above the block, m below it, the block's level within it. */
  double[] levels() {
    double[] adjusted = new double[rewards.length];
    for (int i = 0; i < adjusted.length; i++) {
      adjusted[i] = counterpart(tops[i], level);
    }
    return adjusted;
  }

  /**
   * Distributes the block's level over its equal rewards: M to the first ones, in the given order.
   */
  void split(double[] adjusted) {
    // What a reward may spend after those before it are raised and those after it are lowered.
    CompensatedSum left = new CompensatedSum();
    left.add(spare);
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] == greatest) {
        left.addProduct(weights[i] * scale, greatest - lower);
      }
    }
    boolean spent = false;
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] != greatest) {
        continue;
      }
      double mass = weights[i] * scale;
      left.addProduct(-mass, greatest - lower);
      if (spent) {
        adjusted[i] = lower;
      } else if (left.value() >= mass * (upper - greatest)) {
        adjusted[i] = upper;
        left.addProduct(-mass, upper - greatest);
      } else {
        adjusted[i] = clamp(greatest + left.value() / mass);
        spent = true;
      }
    }
  }

  /** NaN means that nothing is left for a block without weight, which may then have any value. */
  private double clamp(double value) {
    return value >= upper || Double.isNaN(value) ? upper : Math.max(value, lower);
  }
}
