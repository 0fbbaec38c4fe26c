package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.InputException;

/**
 * The range [m, M] for adjusted rewards.
 *
 * @param lower m; NaN, like upper, only for a group without any reward
 * @param upper M, at least lower
 */
public record RewardRange(double lower, double upper) {
  /** The range of a group without any reward. */
  public static final RewardRange NONE = new RewardRange(Double.NaN, Double.NaN);

  /** In a wider range, sums over a group could overflow. */
  private static final double WIDEST = 0x1p980;

  /** Checks that the range is valid. */
  public RewardRange {
    if (!Double.isNaN(lower) || !Double.isNaN(upper)) {
      check(lower, upper);
    }
  }

  /**
   * The range spanned by the rewards.
   *
   * @param rewards [G] finite rewards, at least one
   * @return from the least to the greatest of them
   * @throws InputException if that is too wide to compute with
   */
  public static RewardRange of(double[] rewards) {
    double least = rewards[0];
    double greatest = rewards[0];
    for (double reward : rewards) {
      least = Math.min(least, reward);
      greatest = Math.max(greatest, reward);
    }
    return new RewardRange(least, greatest);
  }

  static void check(double lower, double upper) {
    if (!(lower <= upper && Double.isFinite(lower) && Double.isFinite(upper))) {
      throw new InputException(
          "Invalid reward range ["
              + lower
              + ", "
              + upper
              + "]: give two finite numbers, lower first");
    }
    if (upper - lower > WIDEST) {
      throw new InputException(
          "The reward range ["
              + lower
              + ", "
              + upper
              + "] is too wide to compute with: scale the rewards down");
    }
  }

  /**
   * The share of the range that is below a value: (value - lower) / (upper - lower).
   *
   * @param value a value within the range
   * @return the share, in [0, 1]; 0 if the range is a single point, NaN for {@link #NONE}
   */
  public double share(double value) {
    return upper == lower ? 0 : Math.min(1, Math.max(0, (value - lower) / (upper - lower)));
  }
}
