package dev.vireo.algorithms.bestofn;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The completion that a reward would choose among n of a group, over all subsets of size n:
 * unbiased for best-of-n sampling with n up to the group's size (as the estimator of pass@k of Chen
 * et al. 2021, arXiv 2107.03374, and that of best-of-n of Nakano et al. 2021, arXiv 2112.09332,
 * appendix I). Completions with the same reward are chosen uniformly at random.
 */
public final class BestOfN {

  private BestOfN() {}

  /**
   * Probability of each completion to be the best of n drawn without replacement.
   *
   * @param rewards [G] no NaN
   * @param n from 1 to G
   * @return [G] with sum 1
   */
  public static double[] chances(double[] rewards, int n) {
    int size = rewards.length;
    int[] order = ascending(rewards);
    double[] chances = new double[size];
    double below = 0;
    for (int from = 0; from < size; ) {
      int to = endOfTies(rewards, order, from);
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
   * The expected value of the completion with the best reward among n drawn without replacement,
   * for every n. With the values sorted by reward, v_(1) to v_(G), it is the sum over i of C(i - 1,
   * n - 1) / C(G, n) v_(i). Takes O(G log G) for the order, and O(G) for each n.
   *
   * @param rewards [G] what chooses; no NaN
   * @param values [G] what the choice is judged by, in the same order: a better reward, the same
   *     one, or 1 for a right answer
   * @return [G] the expectation for n = 1 to G
   */
  public static double[] curve(double[] rewards, double[] values) {
    requireSameLength(rewards, values);
    int size = rewards.length;
    double[] sorted = byRank(rewards, values);
    double[] curve = new double[size];
    for (int n = 1; n <= size; n++) {
      double[] weights = rankWeights(size, n);
      double sum = 0;
      for (int i = n - 1; i < size; i++) {
        sum += weights[i] * sorted[i];
      }
      curve[n - 1] = sum;
    }
    return curve;
  }

  /**
   * The probability that the completion with the best reward among n has a higher value than
   * another completion drawn from the same policy, where equal values count one half; for every n.
   * Both are drawn without replacement, so this is unbiased for n up to G - 1. If values are the
   * rewards themselves and no two are equal, it is n / (n + 1) (arXiv 2401.01879).
   *
   * @param rewards [G] what chooses; no NaN
   * @param values [G] what decides who wins, in the same order; no NaN
   * @return [G - 1] the probability for n = 1 to G - 1
   */
  public static double[] winRates(double[] rewards, double[] values) {
    requireSameLength(rewards, values);
    int size = rewards.length;
    int[] order = ascending(rewards);
    double[] above = new double[size];
    double[] below = new double[size];
    for (int from = 0; from < size; ) {
      int to = endOfTies(rewards, order, from);
      double over = meanWins(values, order, from, to, to, size);
      double under = meanWins(values, order, from, to, 0, from);
      for (int i = from; i < to; i++) {
        // Which of the equal rewards stands where is random, so each wins half of its comparisons
        // with the others.
        above[i] = over + 0.5 * (to - 1 - i);
        below[i] = under + 0.5 * (i - from);
      }
      from = to;
    }
    double[] rates = new double[Math.max(size - 1, 0)];
    for (int n = 1; n < size; n++) {
      double[] weights = rankWeights(size, n);
      double sum = 0;
      for (int i = n - 1; i < size; i++) {
        // Of the i lower ones, n - 1 are among the n drawn and cannot be the opponent.
        double free = i == 0 ? 0 : (double) (i - n + 1) / i;
        sum += weights[i] * (above[i] + free * below[i]) / (size - n);
      }
      rates[n - 1] = sum;
    }
    return rates;
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

  /** The probability of each rank, from the lowest, to be the highest of n drawn. */
  private static double[] rankWeights(int size, int n) {
    double[] weights = new double[size];
    weights[size - 1] = (double) n / size;
    for (int i = size - 1; i >= n; i--) {
      weights[i - 1] = weights[i] * (i + 1 - n) / i;
    }
    return weights;
  }

  /** Values in ascending order of their rewards; those of equal rewards are their mean. */
  private static double[] byRank(double[] rewards, double[] values) {
    int[] order = ascending(rewards);
    double[] sorted = new double[order.length];
    for (int from = 0; from < order.length; ) {
      int to = endOfTies(rewards, order, from);
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += values[order[i]];
      }
      for (int i = from; i < to; i++) {
        sorted[i] = sum / (to - from);
      }
      from = to;
    }
    return sorted;
  }

  /** How many of the ranks in [low, high) one of those in [from, to) beats, on average. */
  private static double meanWins(
      double[] values, int[] order, int from, int to, int low, int high) {
    double wins = 0;
    for (int i = from; i < to; i++) {
      for (int j = low; j < high; j++) {
        wins += 0.5 + 0.5 * Math.signum(values[order[i]] - values[order[j]]);
      }
    }
    return wins / (to - from);
  }

  private static int[] ascending(double[] rewards) {
    return IntStream.range(0, rewards.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> rewards[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int endOfTies(double[] rewards, int[] order, int from) {
    int to = from;
    while (to < order.length && rewards[order[to]] == rewards[order[from]]) {
      to++;
    }
    return to;
  }

  private static void requireSameLength(double[] rewards, double[] values) {
    if (rewards.length != values.length) {
      throw new IllegalArgumentException(
          rewards.length + " rewards, but " + values.length + " values");
    }
  }
}
