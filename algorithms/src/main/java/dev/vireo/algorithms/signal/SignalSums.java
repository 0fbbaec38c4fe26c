package dev.vireo.algorithms.signal;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums over groups from which an iteration's signal metrics are computed. Chunks' sums are added in
 * their order.
 *
 * @param groups number of groups
 * @param nearTies number of groups whose rewards hardly differ, but whose advantages are of full
 *     size
 * @param completions number of completions
 * @param duplicates number of completions with the same text as an earlier one of their group
 * @param unrewarded number of completions without a reward
 * @param lengthReward sum of length times reward, both as deviations from their group's mean
 * @param lengthSquares sum of squared deviations of the lengths
 * @param rewardSquares sum of squared deviations of the rewards
 */
public record SignalSums(
    long groups,
    long nearTies,
    long completions,
    long duplicates,
    long unrewarded,
    double lengthReward,
    double lengthSquares,
    double rewardSquares)
    implements Serializable {

  /** The sums of no groups. */
  public static final SignalSums NONE = new SignalSums(0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * Rewards hardly differ if their standard deviation is below this fraction of the iteration's.
   */
  private static final double TINY_SPREAD = 0.01;

  /**
   * Advantages are of full size if the greatest is at least this; scaled ones have a standard
   * deviation of 1.
   */
  private static final double FULL_SIZE = 0.5;

  /**
   * The sums of one group.
   *
   * @param rewards [G] raw rewards; NaN if there is none
   * @param advantages [G] advantages
   * @param lengths [G] number of tokens
   * @param duplicates number of completions with the same text as an earlier one of the group
   * @param iterationStd standard deviation of all rewards of the iteration
   */
  public static SignalSums ofGroup(
      double[] rewards, double[] advantages, int[] lengths, int duplicates, double iterationStd) {
    int rewarded = 0;
    double rewardSum = 0;
    double lengthSum = 0;
    double greatest = 0;
    for (int i = 0; i < rewards.length; i++) {
      if (!Double.isNaN(rewards[i])) {
        rewarded++;
        rewardSum += rewards[i];
        lengthSum += lengths[i];
        greatest = Math.max(greatest, Math.abs(advantages[i]));
      }
    }
    double lengthReward = 0;
    double lengthSquares = 0;
    double rewardSquares = 0;
    for (int i = 0; i < rewards.length; i++) {
      if (!Double.isNaN(rewards[i])) {
        double reward = rewards[i] - rewardSum / rewarded;
        double length = lengths[i] - lengthSum / rewarded;
        lengthReward += length * reward;
        lengthSquares += length * length;
        rewardSquares += reward * reward;
      }
    }
    double std = rewarded < 2 ? 0 : Math.sqrt(rewardSquares / (rewarded - 1));
    boolean nearTie = std > 0 && std < TINY_SPREAD * iterationStd && greatest >= FULL_SIZE;
    return new SignalSums(
        1,
        nearTie ? 1 : 0,
        rewards.length,
        duplicates,
        rewards.length - rewarded,
        lengthReward,
        lengthSquares,
        rewardSquares);
  }

  /** The sum of these and {@code more}. */
  public SignalSums plus(SignalSums more) {
    return new SignalSums(
        groups + more.groups,
        nearTies + more.nearTies,
        completions + more.completions,
        duplicates + more.duplicates,
        unrewarded + more.unrewarded,
        lengthReward + more.lengthReward,
        lengthSquares + more.lengthSquares,
        rewardSquares + more.rewardSquares);
  }

  /**
   * The metrics: {@code signals/near_tie_share} of the groups, {@code signals/duplicate_share} and
   * {@code signals/no_reward_share} of the completions, and {@code
   * signals/reward_length_correlation}, Pearson's coefficient within groups, which is omitted if
   * lengths or rewards never differ.
   */
  public SortedMap<String, Double> metrics() {
    TreeMap<String, Double> metrics = new TreeMap<>();
    if (groups > 0) {
      metrics.put("signals/near_tie_share", (double) nearTies / groups);
    }
    if (completions > 0) {
      metrics.put("signals/duplicate_share", (double) duplicates / completions);
      metrics.put("signals/no_reward_share", (double) unrewarded / completions);
    }
    if (lengthSquares > 0 && rewardSquares > 0) {
      metrics.put(
          "signals/reward_length_correlation",
          lengthReward / Math.sqrt(lengthSquares) / Math.sqrt(rewardSquares));
    }
    return metrics;
  }
}
