package dev.vireo.algorithms.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction for testing several effects at once (Holm 1979): if there is no effect, the
 * probability that any adjusted p-value is below a level is at most that level, however the tests
 * depend on each other.
 */
public final class HolmCorrection {

  private HolmCorrection() {}

  /**
   * Adjusted p-values.
   *
   * @param p [m]; NaN marks a test that was not made, which does not count
   * @return [m] from 0 to 1; NaN where {@code p} is
   */
  public static double[] adjust(double[] p) {
    List<Integer> order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .toList();
    double[] adjusted = p.clone();
    double greatest = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int test = order.get(rank);
      greatest = Math.max(greatest, Math.min(1, p[test] * (order.size() - rank)));
      adjusted[test] = greatest;
    }
    return adjusted;
  }
}
