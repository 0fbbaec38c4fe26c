package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import java.util.Arrays;

/** Statistics of a group that are reported with its adjusted rewards. */
final class GroupStatistics {
  private GroupStatistics() {}

  /** Weighted mean; weights sum to 1. */
  static double mean(double[] values, double[] weights) {
    // Relative to one of the values, so that the mean of equal values is exact.
    double origin = heaviest(values, weights);
    CompensatedSum sum = new CompensatedSum();
    sum.addDistances(weights, values, 0, values.length, origin);
    return origin + sum.value();
  }

  /**
   * Weighted variance; weights sum to 1. It is computed relative to the heaviest value, where the
   * square of the mean's distance cannot cancel more than that value's weight leaves, and not
   * relative to the mean, whose rounding alone would exceed the variance of a group with one heavy
   * completion.
   */
  static double variance(double[] values, double[] weights) {
    double origin = heaviest(values, weights);
    CompensatedSum sum = new CompensatedSum();
    CompensatedSum squares = new CompensatedSum();
    for (int i = 0; i < values.length; i++) {
      double distance = values[i] - origin;
      double weighted = weights[i] * distance;
      sum.add(weighted);
      squares.addProduct(weighted, distance);
    }
    squares.addProduct(-sum.value(), sum.value());
    return Math.max(0, squares.value());
  }

  /**
   * Weighted covariance of two values; weights sum to 1. Computed relative to the heaviest, like
   * the variance.
   */
  static double covariance(double[] values, double[] others, double[] weights) {
    double origin = heaviest(values, weights);
    double other = heaviest(others, weights);
    CompensatedSum sum = new CompensatedSum();
    CompensatedSum sumOfOthers = new CompensatedSum();
    CompensatedSum products = new CompensatedSum();
    for (int i = 0; i < values.length; i++) {
      double weighted = weights[i] * (values[i] - origin);
      double distance = others[i] - other;
      sum.add(weighted);
      sumOfOthers.add(weights[i] * distance);
      products.addProduct(weighted, distance);
    }
    products.addProduct(-sum.value(), sumOfOthers.value());
    return products.value();
  }

  private static double heaviest(double[] values, double[] weights) {
    int heaviest = 0;
    for (int i = 1; i < weights.length; i++) {
      if (weights[i] > weights[heaviest]) {
        heaviest = i;
      }
    }
    return values[heaviest];
  }

  /** Share of values at either end of the range. */
  static double endShare(double[] values, RewardRange range) {
    int atEnd = 0;
    for (double value : values) {
      if (value == range.lower() || value == range.upper()) {
        atEnd++;
      }
    }
    return (double) atEnd / values.length;
  }

  /** Share of values that are within the tolerance of another one. */
  static double tieShare(double[] values, double tolerance) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int tied = 0;
    for (int i = 0; i < sorted.length; i++) {
      boolean below = i > 0 && sorted[i] - sorted[i - 1] <= tolerance;
      boolean above = i + 1 < sorted.length && sorted[i + 1] - sorted[i] <= tolerance;
      if (below || above) {
        tied++;
      }
    }
    return (double) tied / sorted.length;
  }
}
