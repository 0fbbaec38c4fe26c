package dev.vireo.algorithms.evaluation;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Mean and standard deviation of some values.
 *
 * @param mean the mean; NaN if there are no values
 * @param standardDeviation the standard deviation, dividing by n
 */
record Spread(double mean, double standardDeviation) {

  static Spread of(DoubleStream stream) {
    double[] values = stream.toArray();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / values.length;
    return new Spread(mean, Math.sqrt(variance));
  }
}
