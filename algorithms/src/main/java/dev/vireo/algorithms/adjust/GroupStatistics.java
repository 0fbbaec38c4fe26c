package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import java.util.Arrays;

/** What is told of a group beside its adjusted rewards. */
final class GroupStatistics {
  private GroupStatistics() {}

  /** Weighted mean; weights sum to 1. */
  static double mean(double[] values, double[] weights) {
    // About the first value, so that equal values have exactly that mean.
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < values.length; i++) {
      sum.addProduct(weights[i], values[i] - values[0]);
    }
    return values[0] + sum.value();
  }

  /** Weighted variance; weights sum to 1. */
  static double variance(double[] values, double[] weights) {
    double mean = mean(values, weights);
    CompensatedSum sum = new CompensatedSum();
    for (int i = 0; i < values.length; i++) {
      double deviation = values[i] - mean;
      sum.add(weights[i] * deviation * deviation);
    }
    return sum.value();
  }

  /** Share of the values that stand at either end of the range. */
  static double endShare(double[] values, RewardRange range) {
    int atEnd = 0;
    for (double value : values) {
      if (value == range.lower() || value == range.upper()) {
        atEnd++;
      }
    }
    return (double) atEnd / values.length;
  }

  /** Share of the values that have another one within the tolerance. */
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
