package dev.vireo.benchmarks.exchange;

import java.util.List;

/**
 * Processor work as a straight line over the bytes that pass.
 *
 * @param fixed seconds whatever the size
 * @param perGigabyte seconds a gigabyte
 */
record WorkModel(double fixed, double perGigabyte) {

  /**
   * A measurement.
   *
   * @param gigabytes that passed
   * @param work seconds
   */
  record Sample(String name, double gigabytes, double work) {}

  /**
   * The line with the least squares of relative errors, so that small sizes count as large ones.
   */
  static WorkModel fit(List<Sample> samples) {
    double one = 0;
    double size = 0;
    double square = 0;
    double work = 0;
    double product = 0;
    for (Sample sample : samples) {
      double weight = 1 / (sample.work() * sample.work());
      one += weight;
      size += weight * sample.gigabytes();
      square += weight * sample.gigabytes() * sample.gigabytes();
      work += weight * sample.work();
      product += weight * sample.gigabytes() * sample.work();
    }
    double slope = (one * product - size * work) / (one * square - size * size);
    return new WorkModel((work - slope * size) / one, slope);
  }

  double work(double gigabytes) {
    return fixed + perGigabyte * gigabytes;
  }

  double medianError(List<Sample> samples) {
    double[] errors = errors(samples);
    return errors[errors.length / 2];
  }

  double largestError(List<Sample> samples) {
    double[] errors = errors(samples);
    return errors[errors.length - 1];
  }

  private double[] errors(List<Sample> samples) {
    return samples.stream()
        .mapToDouble(sample -> Math.abs(work(sample.gigabytes()) / sample.work() - 1))
        .sorted()
        .toArray();
  }
}
