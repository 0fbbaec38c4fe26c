package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds the one block of a group that comes to stand between the range's two ends.
 *
 * <p>With all blocks above it raised to M and all below it lowered to m, the mean is kept when
 *
 * <pre>
 *   (sum of p (r - m) over what is below)  -  (sum of p (M - r) over what is above)
 * </pre>
 *
 * <p>is spent on the block itself. No term changes its sign, and each is exactly zero where a
 * reward stands at its end already; the block sought is the first that cannot be raised too without
 * turning the difference negative. Weighted selection finds it in expected linear time. Sums are
 * compensated, so the order in which it meets the completions does not show. One search per group;
 * not for several threads.
 */
final class ThresholdSearch {
  private final double[] rewards;
  private final double[] weights;
  private final double scale;
  private final double lower;
  private final double upper;

  /** [G] the greatest reward of each completion's block: its own, unless ties are tolerant. */
  private final double[] tops;

  /** The greatest reward of the block that was sought. */
  private final double greatest;

  /** What is left for the block once those above it are raised and those below it are lowered. */
  private final CompensatedSum spare = new CompensatedSum();

  /** What the block's rewards become. */
  private final double level;

  /**
   * Finds the block.
   *
   * @param rewards [G] r, at least one, within [lower, upper]
   * @param weights [G] p
   * @param scale a power of two that the weights are multiplied by
   * @param tolerance how far under its greatest reward a block reaches
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

  /**
   * The greatest reward of each one's block; a block reaches a tolerance down from its greatest.
   */
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
   * The greatest reward of the first block that cannot be raised with all above it; of the last one
   * where all can. Each round takes one of the blocks that are left, and goes on with those above
   * or below it. Pivots are drawn, so no order of the rewards makes many rounds.
   */
  private double select() {
    int size = rewards.length;
    double[] keys = new double[size];
    double[] values = new double[size];
    double[] masses = new double[size];
    for (int i = 0; i < size; i++) {
      // Adding zero makes -0.0 the same as 0.0, so that a difference of zero has no sign.
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

  /** 1 where one number is less than another, else 0: by the sign bit, without a branch. */
  private static int less(double one, double other) {
    return (int) (Double.doubleToRawLongBits(one - other) >>> 63);
  }

  /** M for what is above the block, m for what is below it, a given value for what is within. */
  private double counterpart(double top, double within) {
    return top > greatest ? upper : top < greatest ? lower : within;
  }

  /** What each reward becomes: M above the block, m below it, the block's level within. */
  double[] levels() {
    double[] adjusted = new double[rewards.length];
    for (int i = 0; i < adjusted.length; i++) {
      adjusted[i] = counterpart(tops[i], level);
    }
    return adjusted;
  }

  /** Shares the block's level out among its equal rewards: M first, in the order given. */
  void split(double[] adjusted) {
    // What a reward may spend once those before it are raised and those after it are lowered.
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

  /** NaN means that nothing is left for a block without weight: it may stand anywhere. */
  private double clamp(double value) {
    return value >= upper || Double.isNaN(value) ? upper : Math.max(value, lower);
  }
}
