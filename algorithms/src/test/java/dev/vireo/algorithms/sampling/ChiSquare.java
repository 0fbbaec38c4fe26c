package dev.vireo.algorithms.sampling;

/** Pearson's test, at a chance of 1e-4 to fail a true hypothesis. */
final class ChiSquare {
  /** The normal distribution's upper 1e-4 point. */
  private static final double NORMAL_POINT = 3.719016485455709;

  private ChiSquare() {}

  static double statistic(int[] counts, double[] expected) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      double difference = counts[i] - expected[i];
      sum += difference * difference / expected[i];
    }
    return sum;
  }

  /**
   * The upper 1e-4 point, by Wilson and Hilferty's approximation (right to 1% from 3 degrees on).
   */
  static double limit(int degrees) {
    double part = 2.0 / (9 * degrees);
    double root = 1 - part + NORMAL_POINT * Math.sqrt(part);
    return degrees * root * root * root;
  }
}
