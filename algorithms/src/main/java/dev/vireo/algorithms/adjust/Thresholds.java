package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import dev.vireo.algorithms.InputException;
import java.util.stream.IntStream;

/**
 * A sum over thresholds. With t the levels of the group's rewards above the least, p_t the weighted
 * share of completions at or above t, and s_t = sqrt(p_t (1 - p_t)),
 *
 * <pre>
 *   A = sum over t of w_t (1[r &gt;= t] - p_t) / s_t
 * </pre>
 *
 * <p>Weights w_t = 1 give ODRPO (arXiv 2605.12667); w_t = s_t (gap below t) makes A the reward
 * minus its mean; variance increase tends to a single threshold. A has no unit of its own: it is
 * mapped to the group's mean and range by an affine map, which cancels if advantages are divided by
 * the group's standard deviation.
 *
 * <p>A level that has all weight or none at or above it carries no information, and is left out.
 * Rewards within the tie tolerance below a level count as being at that level.
 *
 * @param weights w_t; equal if not given
 * @param topShare for one-hot: the threshold is the lowest level with at most this share of the
 *     group at or above it, or the greatest reward if even that has more; in (0, 1), a quarter if
 *     not given. Null for other weights
 */
public record Thresholds(ThresholdWeights weights, Double topShare) implements AdjustmentRule {
  private static final double QUARTER = 0.25;

  /** So that three weights of a tenth out of ten are a share of 0.3, whatever the rounding. */
  private static final double ROUNDING = 1 + 1e-9;

  /** Fills in defaults and checks values. */
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
    // Without any threshold of nonzero weight, return the rewards themselves.
    return range.lower() == range.upper() ? rewards.clone() : group.fitted(sums);
  }

  /** [G] for each completion, the sum of w_t / s_t over the levels up to its own. */
  private double[] sums(double[] levels, double[] mass) {
    int size = levels.length;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted((one, other) -> Double.compare(levels[one] + 0.0, levels[other] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    // [G] in that order: the total weight from each position upwards; below it, downwards.
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

  /** The position at which the level of the single threshold starts. */
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

  /** Whether a position in the order is the first of a level above the least. */
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
