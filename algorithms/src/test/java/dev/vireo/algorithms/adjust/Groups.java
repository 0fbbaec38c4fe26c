package dev.vireo.algorithms.adjust;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Random groups of every temper, and exact measures of them. */
final class Groups {
  private Groups() {}

  /** Rewards within [-1, 2]: spread, graded with ties, 0/1, or nearly equal. */
  static double[] rewards(SplittableRandom random, int size) {
    double[] rewards = new double[size];
    int kind = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      rewards[i] =
          switch (kind) {
            case 0 -> random.nextDouble() * 3 - 1;
            case 1 -> random.nextInt(4) / 3.0;
            case 2 -> random.nextInt(2);
            case 3 -> 1 + random.nextInt(3) * 0x1p-52;
            default -> -1 + 3 * random.nextInt(size);
          };
      rewards[i] = Math.min(2, rewards[i]);
    }
    return rewards;
  }

  /** Weights: equal, uneven, or of every size down to 1e-300. */
  static double[] weights(SplittableRandom random, int size) {
    double[] weights = new double[size];
    int kind = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      weights[i] =
          switch (kind) {
            case 0 -> 1;
            case 1 -> random.nextDouble() + 0.01;
            case 2 -> StrictMath.exp(-20 * random.nextDouble());
            default -> StrictMath.pow(10, -random.nextInt(300));
          };
    }
    return weights;
  }

  static BigDecimal weightedSum(double[] values, double[] weights) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < values.length; i++) {
      sum = sum.add(new BigDecimal(values[i]).multiply(new BigDecimal(weights[i])));
    }
    return sum;
  }

  /** How far the weighted means are apart, exactly. */
  static double meanError(double[] left, double[] right, double[] weights) {
    double[] ones = new double[weights.length];
    Arrays.fill(ones, 1);
    return weightedSum(left, weights)
        .subtract(weightedSum(right, weights))
        .divide(weightedSum(weights, ones), MathContext.DECIMAL64)
        .doubleValue();
  }

  /** Fails where a value left the range, or came out of order. */
  static void checkOrderAndRange(
      double[] rewards, double[] adjusted, double lower, double upper, Ties ties) {
    for (int i = 0; i < rewards.length; i++) {
      boolean good = adjusted[i] >= lower && adjusted[i] <= upper;
      for (int j = 0; j < rewards.length; j++) {
        boolean equal = rewards[i] == rewards[j];
        good &= !(rewards[i] > rewards[j]) || adjusted[i] >= adjusted[j];
        good &= !(equal && ties == Ties.MERGE) || adjusted[i] == adjusted[j];
        good &= !(equal && i < j) || adjusted[i] >= adjusted[j];
      }
      if (!good) {
        throw new AssertionError(
            "place "
                + i
                + " of "
                + Arrays.toString(rewards)
                + " became "
                + Arrays.toString(adjusted));
      }
    }
  }

  static int[] shuffled(SplittableRandom random, int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  static double[] permuted(double[] values, int[] order) {
    double[] permuted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      permuted[i] = values[order[i]];
    }
    return permuted;
  }
}
