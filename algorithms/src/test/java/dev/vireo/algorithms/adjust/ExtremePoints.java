package dev.vireo.algorithms.adjust;

import java.util.Arrays;
import java.util.Comparator;

/** The paper's own search: all extreme points (M..M, a..a, m..m), one by one. */
final class ExtremePoints {
  private ExtremePoints() {}

  /** The greatest sum of weight x value^2 over all of them. */
  static double best(double[] rewards, double[] weights, double lower, double upper, Ties ties) {
    Integer[] order = new Integer[rewards.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -rewards[i]));
    double[] masses = new double[rewards.length];
    double sum = 0;
    int blocks = 0;
    for (int i = 0; i < order.length; i++) {
      boolean joins = ties == Ties.MERGE && i > 0 && rewards[order[i]] == rewards[order[i - 1]];
      blocks += joins ? 0 : 1;
      masses[blocks - 1] += weights[order[i]];
      sum += weights[order[i]] * rewards[order[i]];
    }
    double best = Double.NEGATIVE_INFINITY;
    for (int top = 0; top <= blocks; top++) {
      for (int bottom = top; bottom <= blocks; bottom++) {
        double above = Arrays.stream(masses, 0, top).sum();
        double middle = Arrays.stream(masses, top, bottom).sum();
        double below = Arrays.stream(masses, bottom, blocks).sum();
        double rest = sum - upper * above - lower * below;
        double level = middle == 0 ? lower : rest / middle;
        boolean keepsMean = Math.abs(rest - level * middle) <= 1e-12;
        if (keepsMean && level >= lower - 1e-12 && level <= upper + 1e-12) {
          best =
              Math.max(
                  best, upper * upper * above + level * level * middle + lower * lower * below);
        }
      }
    }
    return best;
  }
}
