package dev.vireo.algorithms.advantage;

import java.util.Arrays;

/**
 * Several rewards of a group, each brought to mean 0 and standard deviation 1 in the group before
 * they are summed, so that none drowns the others by its scale (GDPO). TRL calls it {@code
 * normalize_then_sum}.
 */
public final class NormalizedSum {
  /** What TRL adds to the standard deviation. */
  private static final double FLOOR = 1e-4;

  private NormalizedSum() {}

  /**
   * The weighted sums of a group's normalized rewards. Their mean is 0.
   *
   * @param values [rewards][G] NaN where a reward gave none
   * @param weights [rewards] factors of the normalized values; one of weight 0 is left out
   * @return [G] sums; NaN for a completion without any value
   * @throws dev.vireo.algorithms.InputException if a value is infinite or too great
   */
  public static double[] of(double[][] values, double[] weights) {
    double[] sums = new double[values.length == 0 ? 0 : values[0].length];
    Arrays.fill(sums, Double.NaN);
    for (int k = 0; k < values.length; k++) {
      if (weights[k] != 0) {
        add(values[k], weights[k], sums);
      }
    }
    return sums;
  }

  private static void add(double[] values, double weight, double[] sums) {
    GroupSpread spread = GroupSpread.of(values, 1);
    for (int i = 0; i < sums.length; i++) {
      if (!Double.isNaN(values[i])) {
        double normalized = (values[i] - spread.mean()) / (spread.std() + FLOOR);
        sums[i] = (Double.isNaN(sums[i]) ? 0 : sums[i]) + weight * normalized;
      }
    }
  }
}
