package dev.vireo.algorithms.evaluation;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Correlations of two lists of values. */
final class Correlation {
  private Correlation() {}

  /** Pearson's correlation; NaN if all values of one list are equal. */
  static double pearson(double[] one, double[] other) {
    double ofOne = mean(one);
    double ofOther = mean(other);
    double products = 0;
    double squares = 0;
    double otherSquares = 0;
    for (int i = 0; i < one.length; i++) {
      double x = one[i] - ofOne;
      double y = other[i] - ofOther;
      products += x * y;
      squares += x * x;
      otherSquares += y * y;
    }
    return products / Math.sqrt(squares * otherSquares);
  }

  /**
   * Spearman's correlation: Pearson's correlation of the ranks, where equal values share their mean
   * rank.
   */
  static double spearman(double[] one, double[] other) {
    return pearson(ranks(one), ranks(other));
  }

  /** Ranks, from 1. */
  private static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      double rank = (from + to + 1) / 2.0;
      for (; from < to; from++) {
        ranks[order[from]] = rank;
      }
    }
    return ranks;
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
  }
}
