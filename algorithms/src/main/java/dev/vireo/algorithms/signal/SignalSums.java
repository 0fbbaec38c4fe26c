package dev.vireo.algorithms.signal;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What groups add to an iteration's signal metrics; sums, so that chunks can be added in their
 * order.
 *
 * @param groups how many groups there are
 * @param nearTies groups whose rewards hardly differ and whose advantages are of full size all the
 *     same
 * @param completions how many completions there are
 * @param duplicates completions whose text an earlier one of their group has
 * @param unrewarded completions without a reward
 * @param lengthReward sum of length times reward, both as deviations from their group's mean
 * @param lengthSquares sum of the squares of the lengths' deviations
 * @param rewardSquares sum of the squares of the rewards' deviations
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

  /** The sums of no group. */
  public static final SignalSums NONE = new SignalSums(0, 0, 0, 0, 0, 0, 0, 0);

  /** Rewards hardly differ where their standard deviation is this small beside the iteration's. */
  private static final double TINY_SPREAD = 0.01;

  /** Advantages are of full size from here on: scaled ones have a standard deviation of 1. */
  private static final double FULL_SIZE = 0.5;

  /**
   * The sums of one group.
   *
   * @param rewards [G] raw rewards; NaN where there is none
   * @param advantages [G] advantages
   * @param lengths [G] tokens
   * @param duplicates completions whose text an earlier one of the group has
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

  /** These and {@code more}. */
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
   * signals/reward_length_correlation}, Pearson's coefficient within groups, which is missing where
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
