package dev.vireo.algorithms.adjust;

import dev.vireo.algorithms.CompensatedSum;
import java.util.Arrays;

/**
 * Finds the one block of a group that comes to stand between the range's two ends.
 *
 * <p>With all blocks above it raised to M and all below it lowered to m, the mean is kept when
 *
 * <pre>
 *   (sum of p (r - m) over what is below)  -  (sum of p (M - r) over what is above)
 * </pre>
 *
 * <p>is spent on the block itself. No term changes its sign, and each is exactly zero where a
 * reward is at its end already; the block sought is the one where the difference, which falls as
 * more blocks are raised, turns negative. Sums are compensated, so the order in which the search
 * meets the completions does not show. One search per group; not for several threads.
 */
final class ThresholdSearch {
  /** Up to this many completions counting ranks is faster than another round of selection. */
  static final int FEW = 32;

  private final double lower;
  private final double upper;

  /** Sum of p (r - m) over completions known to end at m, less p (M - r) over those to end at M. */
  private CompensatedSum spare = new CompensatedSum();

  /** The block's greatest and least reward, and what its rewards become. */
  private double greatest;

  private double least;
  private double level;

  ThresholdSearch(double lower, double upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * Finds the block of equal rewards: each round parts the completions that are left by one of
   * their rewards, and continues with the side that holds the block. Should the rounds not shrink
   * them as they do on average, those left are sorted.
   */
  void select(double[] rewards, double[] weights, double scale) {
    double[] values = rewards;
    double[] masses = weights;
    double unit = scale;
    int from = 0;
    int to = rewards.length;
    int rounds = 2 * (Integer.SIZE - Integer.numberOfLeadingZeros(to));
    Parting parting = null;
    Parting other = null;
    while (to - from > FEW && rounds-- > 0) {
      int size = to - from;
      Parting last = parting;
      parting = other == null ? new Parting(size) : other;
      other = last;
      parting.part(values, masses, from, to, unit);
      values = parting.values();
      masses = parting.masses();
      unit = 1;
      int above = parting.above();
      int firstBelow = parting.firstBelow();
      CompensatedSum raised = new CompensatedSum();
      raised.addDistances(masses, values, 0, above, upper);
      CompensatedSum lowered = new CompensatedSum();
      lowered.addDistances(masses, values, firstBelow, size, lower);
      double pivot = parting.pivot();
      double mass = parting.pivotMass();
      CompensatedSum rest = new CompensatedSum();
      rest.add(spare);
      rest.add(raised);
      rest.add(lowered);
      if (above > 0 && rest.value() < mass * (lower - pivot)) {
        spare.add(lowered);
        spare.addProduct(mass, pivot - lower);
        from = 0;
        to = above;
      } else if (firstBelow < size && rest.value() >= mass * (upper - pivot)) {
        spare.add(raised);
        spare.addProduct(mass, pivot - upper);
        from = firstBelow;
        to = size;
      } else {
        spare = rest;
        settle(pivot, pivot, pivot + rest.value() / mass);
        return;
      }
    }
    if (to - from <= FEW) {
      few(values, masses, from, to - from, unit, 0);
    } else {
      sort(Arrays.copyOfRange(values, from, to), Arrays.copyOfRange(masses, from, to), unit, 0);
    }
  }

  /** Finds the block by sorting; it holds rewards at most the tolerance under its greatest. */
  void sort(double[] rewards, double[] weights, double scale, double tolerance) {
    int size = rewards.length;
    if (size <= FEW) {
      few(rewards, weights, 0, size, scale, tolerance);
      return;
    }
    int[] order = IndexSort.descending(rewards);
    double[] values = new double[size];
    double[] masses = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = rewards[order[i]];
      masses[i] = weights[order[i]] * scale;
    }
    scan(values, masses, size, tolerance);
  }

  /**
   * Finds the block among few completions: each one's rank is counted over all pairs, by the sign
   * bits of their differences, which is faster than a sort whose branches nobody could foretell.
   */
  private void few(
      double[] values, double[] masses, int from, int size, double unit, double tolerance) {
    double[] given = new double[size];
    int[] ranks = new int[size];
    for (int i = 0; i < size; i++) {
      // Adding zero makes -0.0 the same as 0.0, so that a difference of zero has no sign.
      double value = values[from + i] + 0.0;
      given[i] = value;
      int ahead = 0;
      for (int j = 0; j < i; j++) {
        int greater = (int) (Double.doubleToRawLongBits(given[j] - value) >>> 63);
        ranks[j] += greater;
        ahead += 1 - greater;
      }
      ranks[i] = ahead;
    }
    double[] sorted = new double[size];
    double[] sortedMasses = new double[size];
    for (int i = 0; i < size; i++) {
      sorted[ranks[i]] = given[i];
      sortedMasses[ranks[i]] = masses[from + i] * unit;
    }
    scan(sorted, sortedMasses, size, tolerance);
  }

  /**
   * Finds the block among values in descending order, where spare stands for all others. First by
   * plain sums; where these have missed the block, its level is outside the range.
   */
  private void scan(double[] values, double[] masses, int size, double tolerance) {
    double total = spare.value();
    for (int i = 0; i < size; i++) {
      total += masses[i] * (values[i] - lower);
    }
    double width = upper - lower;
    int start = 0;
    int end = 0;
    double raised = 0;
    while (end < size && raised <= total) {
      start = end;
      double floor = values[start] - tolerance;
      while (end < size && values[end] >= floor) {
        raised += masses[end] * width;
        end++;
      }
    }
    if (!settle(values, masses, size, start, end, false)) {
      scanCarefully(values, masses, size, tolerance);
    }
  }

  private void scanCarefully(double[] values, double[] masses, int size, double tolerance) {
    double width = upper - lower;
    CompensatedSum rest = new CompensatedSum();
    rest.add(spare);
    rest.addDistances(masses, values, 0, size, lower);
    int start = 0;
    int end = 0;
    while (end < size && rest.value() >= 0) {
      start = end;
      double floor = values[start] - tolerance;
      while (end < size && values[end] >= floor) {
        rest.addProduct(-masses[end], width);
        end++;
      }
    }
    settle(values, masses, size, start, end, true);
  }

  /** Takes a block, unless its level would be outside the range and there is a better way. */
  private boolean settle(
      double[] values, double[] masses, int size, int start, int end, boolean anyhow) {
    double top = values[start];
    CompensatedSum rest = new CompensatedSum();
    rest.add(spare);
    rest.addDistances(masses, values, 0, start, upper);
    rest.addDistances(masses, values, start, end, top);
    rest.addDistances(masses, values, end, size, lower);
    CompensatedSum mass = new CompensatedSum();
    for (int i = start; i < end; i++) {
      mass.add(masses[i]);
    }
    double unclamped = top + rest.value() / mass.value();
    if (!anyhow && !(unclamped >= lower && unclamped <= upper)) {
      return false;
    }
    spare = rest;
    settle(top, values[end - 1], unclamped);
    return true;
  }

  private void settle(double blockGreatest, double blockLeast, double unclamped) {
    greatest = blockGreatest;
    least = blockLeast;
    level = clamp(unclamped);
  }

  /** What each reward becomes: M above the block, m below it, the block's level within. */
  double[] levels(double[] rewards) {
    double[] adjusted = new double[rewards.length];
    // Looked up by the comparisons' sign bits: no branch that is hard to predict.
    double[] choices = {level, upper, lower};
    double top = greatest + 0.0;
    double bottom = least + 0.0;
    for (int i = 0; i < adjusted.length; i++) {
      double reward = rewards[i] + 0.0;
      long above = Double.doubleToRawLongBits(top - reward) >>> 63;
      long below = Double.doubleToRawLongBits(reward - bottom) >>> 63;
      adjusted[i] = choices[(int) (above + 2 * below)];
    }
    return adjusted;
  }

  /** Shares the block's level out among its equal rewards: M first, in the order given. */
  void split(double[] rewards, double[] weights, double scale, double[] adjusted) {
    // What a reward may spend once those before it are raised and those after it are lowered.
    CompensatedSum left = new CompensatedSum();
    left.add(spare);
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] == greatest) {
        left.addProduct(weights[i] * scale, greatest - lower);
      }
    }
    boolean spent = false;
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] != greatest) {
        continue;
      }
      double mass = weights[i] * scale;
      left.addProduct(-mass, greatest - lower);
      if (spent) {
        adjusted[i] = lower;
      } else if (left.value() >= mass * (upper - greatest)) {
        adjusted[i] = upper;
        left.addProduct(-mass, upper - greatest);
      } else {
        adjusted[i] = clamp(greatest + left.value() / mass);
        spent = true;
      }
    }
  }

  /** NaN results if nothing is left for a block of weight zero: it may be anywhere. */
  private double clamp(double value) {
    return value >= upper || Double.isNaN(value) ? upper : Math.max(value, lower);
  }
}
