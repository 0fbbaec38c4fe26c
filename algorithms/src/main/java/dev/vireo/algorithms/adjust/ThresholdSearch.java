package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;

/**
 * Finds the one block of a group that comes to stand between the range's two ends.
 *
 * <p>With all blocks above it raised to M and all below it lowered to m, the mean is kept when
 *
 * <pre>
 *   (sum of p (r - m) over what is below)  -  (sum of p (M - r) over what is above)
 * </pre>
 *
 * <p>is spent on the block itself. Both sums have no negative term, and are exactly zero where
 * rewards stand at the ends already; the block sought is the one where their difference, which
 * falls as more blocks are raised, changes its sign. Sums are compensated, so the order in which
 * the search meets the completions does not show. One search per group; not for several threads.
 */
final class ThresholdSearch {
  /** Up to this many completions an insertion sort is faster than another round of selection. */
  private static final int FEW = 32;

  private final double lower;
  private final double upper;

  /** Sum of p (M - r) over completions known to end at M. */
  private final CompensatedSum lacking = new CompensatedSum();

  /** Sum of p (r - m) over completions known to end at m. */
  private final CompensatedSum holding = new CompensatedSum();

  /** The block's greatest and least reward, and what its rewards become. */
  private double greatest;

  private double least;
  private double level;

  ThresholdSearch(double lower, double upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * Finds the block by sorting; rewards at most the tolerance under a block's greatest belong to
   * it.
   */
  void sort(double[] rewards, double[] weights, double scale, double tolerance) {
    int size = rewards.length;
    int[] order = IndexSort.descending(rewards);
    double[] values = new double[size];
    double[] masses = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = rewards[order[i]];
      masses[i] = weights[order[i]] * scale;
    }
    scan(values, masses, 0, size, tolerance);
  }

  /** Finds the block of equal rewards. */
  void select(double[] rewards, double[] weights, double scale) {
    sort(rewards, weights, scale, 0);
  }

  /** What each reward becomes: M above the block, m below it, the block's level within. */
  double[] levels(double[] rewards) {
    double[] adjusted = new double[rewards.length];
    for (int i = 0; i < adjusted.length; i++) {
      double reward = rewards[i];
      adjusted[i] = reward > greatest ? upper : reward < least ? lower : level;
    }
    return adjusted;
  }

  /** Shares the block's level out among its equal rewards: M first, in the order given. */
  void split(double[] rewards, double[] weights, double scale, double[] adjusted) {
    CompensatedSum rest = new CompensatedSum();
    for (int i = 0; i < adjusted.length; i++) {
      if (rewards[i] == greatest) {
        rest.add(weights[i] * scale);
      }
    }
    CompensatedSum raised = new CompensatedSum();
    boolean spent = false;
    for (int i = 0; i < adjusted.length; i++) {
      if (rewards[i] != greatest) {
        continue;
      }
      double mass = weights[i] * scale;
      rest.add(-mass);
      if (spent) {
        adjusted[i] = lower;
        continue;
      }
      // What this completion may take: all that is held below it less all that is lacked above it.
      CompensatedSum budget = new CompensatedSum();
      budget.add(holding);
      budget.addProduct(rest.value(), greatest - lower);
      CompensatedSum spending = new CompensatedSum();
      spending.add(lacking);
      spending.addProduct(raised.value(), upper - greatest);
      double difference = budget.minus(spending);
      if (difference >= mass * (upper - greatest)) {
        adjusted[i] = upper;
        raised.add(mass);
      } else {
        adjusted[i] = clamp(greatest + difference / mass);
        spent = true;
      }
    }
  }

  /**
   * Finds the block among values in descending order, where lacking and holding stand for all
   * others.
   */
  private void scan(double[] values, double[] masses, int from, int to, double tolerance) {
    CompensatedSum left = new CompensatedSum();
    left.add(holding);
    for (int i = from; i < to; i++) {
      left.add(masses[i] * (values[i] - lower));
    }
    double width = upper - lower;
    CompensatedSum spent = new CompensatedSum();
    spent.add(lacking);
    int start = from;
    int end = from;
    while (end < to) {
      start = end;
      double floor = values[start] - tolerance;
      while (end < to && values[end] >= floor) {
        spent.add(masses[end] * width);
        end++;
      }
      if (left.minus(spent) < 0) {
        break;
      }
    }
    settle(values, masses, from, start, end, to);
  }

  private void settle(double[] values, double[] masses, int from, int start, int end, int to) {
    for (int i = from; i < start; i++) {
      lacking.add(masses[i] * (upper - values[i]));
    }
    for (int i = end; i < to; i++) {
      holding.add(masses[i] * (values[i] - lower));
    }
    greatest = values[start];
    least = values[end - 1];
    CompensatedSum mass = new CompensatedSum();
    CompensatedSum below = new CompensatedSum();
    below.add(holding);
    for (int i = start; i < end; i++) {
      mass.add(masses[i]);
      below.add(masses[i] * (values[i] - greatest));
    }
    level = clamp(greatest + below.minus(lacking) / mass.value());
  }

  /**
   * Not a number comes of nothing left for a block that weighs nothing: then it may stand anywhere.
   */
  private double clamp(double value) {
    return value >= upper || Double.isNaN(value) ? upper : Math.max(value, lower);
  }
}
