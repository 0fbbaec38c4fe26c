package dev.vireo.benchmarks.learning.report;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The mean of differences by seed, and how far it can be trusted.
 *
 * @param mean of the differences; NaN without any
 * @param lower end of the 95% interval by Student's t; NaN with fewer than two differences
 * @param upper end of it
 * @param pairs how many there were
 */
record PairedInterval(double mean, double lower, double upper, int pairs) {

  private static final double QUANTILE = 0.975;

  static PairedInterval of(double[] differences) {
    int pairs = differences.length;
    double mean = Arrays.stream(differences).average().orElse(Double.NaN);
    if (pairs < 2) {
      return new PairedInterval(mean, Double.NaN, Double.NaN, pairs);
    }
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    double error = Math.sqrt(squares / (pairs - 1) / pairs);
    double half = new TDistribution(null, pairs - 1).inverseCumulativeProbability(QUANTILE) * error;
    return new PairedInterval(mean, mean - half, mean + half, pairs);
  }
}
