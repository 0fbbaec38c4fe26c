package dev.vireo.algorithms.evaluation;

import java.util.stream.IntStream;

/**
 * The completion that a reward would choose among n of a group, over all subsets of size n:
 * unbiased for best-of-n sampling with n up to the group's size (as the estimator of pass@k of Chen
 * et al. 2021, arXiv 2107.03374).
 */
public final class BestOfN {

  private BestOfN() {}

  /**
   * Probability of each completion to be the best of n drawn without replacement; ties are broken
   * uniformly at random.
   *
   * @param rewards [G] no NaN
   * @param n from 1 to G
   * @return [G] with sum 1
   */
  public static double[] chances(double[] rewards, int n) {
    int size = rewards.length;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((a, b) -> Double.compare(rewards[a], rewards[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] chances = new double[size];
    double below = 0;
    for (int from = 0; from < size; ) {
      int to = from;
      while (to < size && rewards[order[to]] == rewards[order[from]]) {
        to++;
      }
      double upTo = allAmong(to, size, n);
      for (int i = from; i < to; i++) {
        chances[order[i]] = (upTo - below) / (to - from);
      }
      below = upTo;
      from = to;
    }
    return chances;
  }

  /**
   * The probability that n drawn from {@code size} are all among the {@code lowest} lowest ones.
   */
  private static double allAmong(int lowest, int size, int n) {
    double chance = lowest < n ? 0 : 1;
    for (int i = 0; i < n && chance > 0 && lowest < size; i++) {
      chance *= (double) (lowest - i) / (size - i);
    }
    return chance;
  }

  /** The values of n to report: powers of two up to a group's size, and that size. */
  public static int[] sizes(int groupSize) {
    return IntStream.concat(
            IntStream.iterate(1, n -> n < groupSize, n -> 2 * n), IntStream.of(groupSize))
        .toArray();
  }

  /** The mean of values, weighted by their probability of being chosen. */
  public static double mean(double[] chances, double[] values) {
    double mean = 0;
    for (int i = 0; i < chances.length; i++) {
      mean += chances[i] * values[i];
    }
    return mean;
  }
}
