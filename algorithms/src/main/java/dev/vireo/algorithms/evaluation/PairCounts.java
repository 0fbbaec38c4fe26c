package dev.vireo.algorithms.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Counts of all pairs of completions in a group, by which of the two has more of a feature and
 * which has the higher reward. Computed in n log n (Knight 1966).
 *
 * @param wins pairs whose completion with more of the feature has the higher reward
 * @param losses pairs whose completion with more of the feature has the lower reward
 * @param rewardTies pairs with equal rewards and different amounts of the feature
 * @param featureTies pairs with different rewards and equal amounts of the feature
 */
public record PairCounts(long wins, long losses, long rewardTies, long featureTies) {

  /**
   * The counts of one group.
   *
   * @param feature [n] amount of the feature in each completion
   * @param rewards [n] their rewards; no NaN
   */
  public static PairCounts of(double[] feature, double[] rewards) {
    int n = rewards.length;
    double[] distinct = Arrays.stream(rewards).sorted().distinct().toArray();
    int[] ranks =
        Arrays.stream(rewards).mapToInt(each -> Arrays.binarySearch(distinct, each)).toArray();
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted((a, b) -> Double.compare(feature[a], feature[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    long[] tree = new long[distinct.length + 1];
    long[] equal = new long[distinct.length];
    long wins = 0;
    long rewardTies = 0;
    long pairs = 0;
    for (int from = 0; from < n; ) {
      int to = from;
      while (to < n && feature[order[to]] == feature[order[from]]) {
        int rank = ranks[order[to]];
        wins += upTo(tree, rank);
        rewardTies += equal[rank];
        to++;
      }
      pairs += (long) from * (to - from);
      for (; from < to; from++) {
        int rank = ranks[order[from]];
        equal[rank]++;
        count(tree, rank);
      }
    }
    long different = choose2(n) - Arrays.stream(equal).map(PairCounts::choose2).sum();
    return new PairCounts(
        wins, pairs - wins - rewardTies, rewardTies, different - (pairs - rewardTies));
  }

  private static long choose2(long n) {
    return n * (n - 1) / 2;
  }

  /** Number of entries below a rank in a Fenwick tree. */
  private static long upTo(long[] tree, int rank) {
    long sum = 0;
    for (int i = rank; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }

  private static void count(long[] tree, int rank) {
    for (int i = rank + 1; i < tree.length; i += i & -i) {
      tree[i]++;
    }
  }

  /** Pairs that differ both in the feature and in the reward. */
  public long decided() {
    return wins + losses;
  }

  /** Pairs with different rewards. */
  public long rewardPairs() {
    return wins + losses + featureTies;
  }
}
