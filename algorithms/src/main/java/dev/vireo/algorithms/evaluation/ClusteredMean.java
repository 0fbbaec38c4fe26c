package dev.vireo.algorithms.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The mean of values that come in clusters, such as the completions of one prompt, with its
 * standard error. Values within a cluster are similar, so a thousand completions of ten prompts
 * carry little more information than ten; the standard error accounts for this by the ratio
 * estimator of cluster sampling (Cochran, Sampling Techniques, 3rd edition, section 9A.2).
 *
 * @param mean mean of all values, equally weighted; NaN if there are none
 * @param standardError standard error of the mean; NaN with fewer than two clusters
 * @param values number of values
 * @param clusters number of clusters with at least one value
 */
public record ClusteredMean(double mean, double standardError, long values, int clusters) {

  /** The two-sided 95% quantile of the normal distribution. */
  private static final double NORMAL_95 = 1.959963984540054;

  /**
   * The mean over clusters of values.
   *
   * @param clusters the values of each cluster; NaN marks a missing value, which does not count
   */
  public static ClusteredMean of(Collection<double[]> clusters) {
    double sum = 0;
    long values = 0;
    int counted = 0;
    for (double[] cluster : clusters) {
      long before = values;
      for (double value : cluster) {
        if (!Double.isNaN(value)) {
          sum += value;
          values++;
        }
      }
      counted += values > before ? 1 : 0;
    }
    double mean = values == 0 ? Double.NaN : sum / values;
    return new ClusteredMean(mean, standardError(clusters, mean, values, counted), values, counted);
  }

  /**
   * The mean over items.
   *
   * @param cluster the name of an item's cluster
   * @param value the value of an item; NaN if it has none
   */
  static <T> ClusteredMean of(
      List<T> items, Function<T, String> cluster, ToDoubleFunction<T> value) {
    Map<String, List<Double>> clusters = new LinkedHashMap<>();
    for (T item : items) {
      clusters
          .computeIfAbsent(cluster.apply(item), name -> new ArrayList<>())
          .add(value.applyAsDouble(item));
    }
    return of(
        clusters.values().stream()
            .map(values -> values.stream().mapToDouble(Double::doubleValue).toArray())
            .toList());
  }

  private static double standardError(
      Collection<double[]> clusters, double mean, long values, int counted) {
    if (counted < 2) {
      return Double.NaN;
    }
    double squares = 0;
    for (double[] cluster : clusters) {
      double residual = 0;
      for (double value : cluster) {
        residual += Double.isNaN(value) ? 0 : value - mean;
      }
      squares += residual * residual;
    }
    return Math.sqrt(squares * counted / (counted - 1)) / values;
  }

  /** Half the width of the mean's 95% confidence interval, by the normal approximation. */
  public double halfWidth() {
    return NORMAL_95 * standardError;
  }
}
