package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.util.stream.IntStream;

/**
 * A sum over thresholds: with the levels t of the group's rewards above the least, p_t the weighted
 * share of completions at or above t, and s_t = sqrt(p_t (1 - p_t)),
 *
 * <pre>
 *   A = sum over t of w_t (1[r &gt;= t] - p_t) / s_t
 * </pre>
 *
 * <p>Weights w_t of 1 are ODRPO (arXiv 2605.12667); w_t = s_t (gap below t) makes A the reward
 * minus its mean; a single threshold is what variance increase tends to. A is in no unit of its
 * own: it is put to the group's mean and into the group's own range by an affine map, which cancels
 * where advantages are divided by the group's standard deviation.
 *
 * <p>A level that no weight or all weight is at or above says nothing, and is left out. Rewards
 * within the tie tolerance below a level count as at that level.
 *
 * @param weights w_t; equal if not given
 * @param topShare of one-hot: the threshold is the lowest level that at most this share of the
 *     group is at or above, or the greatest reward where even that is more; in (0, 1), a quarter if
 *     not given. Null for other weights
 */
public record Thresholds(ThresholdWeights weights, Double topShare) implements AdjustmentRule {
  private static final double QUARTER = 0.25;

  /** Three of ten weights of a tenth are a share of 0.3, whatever the rounding. */
  private static final double ROUNDING = 1 + 1e-9;

  /** Fills in what is not given, and checks it. */
  public Thresholds {
    weights = weights == null ? ThresholdWeights.EQUAL : weights;
    if (weights == ThresholdWeights.ONE_HOT) {
      topShare = topShare == null ? (Double) QUARTER : topShare;
      if (!(topShare > 0 && topShare < 1)) {
        throw new InputException("top-share is " + topShare + "; it must be above 0 and below 1");
      }
    } else if (topShare != null) {
      throw new InputException(
          "top-share chooses the one threshold of weights one-hot: leave it out, or set weights to"
              + " one-hot");
    }
  }

  @Override
  public double[] adjust(AdmittedGroup group, RunPoint point) {
    double[] rewards = group.rewards();
    double[] tops =
        group.tieTolerance() > 0 ? ThresholdSearch.tops(rewards, group.tieTolerance()) : rewards;
    if (weights == ThresholdWeights.GAP) {
      return tops == rewards ? rewards.clone() : group.fitted(tops);
    }
    double[] sums = sums(tops, group.weights());
    RewardRange range = RewardRange.of(sums);
    // Where the weights know no threshold, there is nothing to go by but the rewards.
    return range.lower() == range.upper() ? rewards.clone() : group.fitted(sums);
  }

  /** [G] sums of w_t / s_t over the levels up to each one's own. */
  private double[] sums(double[] levels, double[] mass) {
    int size = levels.length;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((one, other) -> Double.compare(levels[one] + 0.0, levels[other] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    // [G] by place in that order: the weight from there on up, and from there on down.
    double[] above = new double[size];
    CompensatedSum sum = new CompensatedSum();
    for (int place = size - 1; place >= 0; place--) {
      sum.add(mass[order[place]]);
      above[place] = sum.value();
    }
    int chosen = weights == ThresholdWeights.ONE_HOT ? chosen(levels, order, above) : -1;
    double[] sums = new double[size];
    CompensatedSum below = new CompensatedSum();
    CompensatedSum total = new CompensatedSum();
    for (int place = 0; place < size; place++) {
      if (startsLevel(levels, order, place)) {
        double spread = Math.sqrt(above[place]) * Math.sqrt(below.value());
        boolean counts = chosen < 0 ? spread > 0 : place == chosen;
        if (counts) {
          total.add(chosen < 0 ? 1 / spread : 1);
        }
      }
      below.add(mass[order[place]]);
      sums[order[place]] = total.value();
    }
    return sums;
  }

  /** Where the level begins that is the one threshold. */
  private int chosen(double[] levels, int[] order, double[] above) {
    int chosen = -1;
    double most = topShare * ROUNDING;
    for (int place = order.length - 1; place > 0; place--) {
      if (startsLevel(levels, order, place) && (chosen < 0 || above[place] <= most)) {
        chosen = place;
      }
    }
    return Math.max(0, chosen);
  }

  /** Whether a place in the order is the first of a level above the least. */
  private static boolean startsLevel(double[] levels, int[] order, int place) {
    return place > 0 && levels[order[place]] > levels[order[place - 1]];
  }

  @Override
  public void checkTies(Ties ties, double tieTolerance) {
    if (ties == Ties.SPLIT) {
      throw new InputException(
          "The rule thresholds keeps equal rewards equal: set ties to merge, or choose the rule"
              + " variance-increase");
    }
  }
}
