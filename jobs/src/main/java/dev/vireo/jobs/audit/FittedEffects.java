package dev.vireo.jobs.audit;

import dev.vireo.algorithms.evaluation.TriangularFactor;
import dev.vireo.algorithms.text.TextFeature;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One reward by all features, among completions of one prompt or among all: what is regressed on
 * what, and the coefficients.
 *
 * @param factor of features and reward less their means, the reward last
 * @param intercepts how many means were fitted: 1 of all completions; within groups they are the
 *     prompts' own, and do not count
 * @param means [features + 1] to take off each completion's numbers; 0 within groups, whose means
 *     are off already
 * @param varies [features + 1] whether a column's numbers differ
 * @param together the features that are regressed on together
 * @param alone [features] the coefficient of each by itself; 0 where there is none
 * @param held [features] the coefficients of all together; 0 where there is none
 */
record FittedEffects(
    TriangularFactor factor,
    int intercepts,
    double[] means,
    boolean[] varies,
    int[] together,
    double[] alone,
    double[] held)
    implements Serializable {

  private static final int FEATURES = GroupFeatures.FEATURES;

  /** Where a column is this small beside what it was made of, it is rounding. */
  private static final double ROUNDING = 1e-9;

  /** A feature that others explain but for this share of its length says nothing by itself. */
  private static final double COLLINEAR = 1e-4;

  /** Among completions of one prompt. */
  static FittedEffects within(RewardSums sums, LeastSquares squares) {
    TriangularFactor factor = sums.within();
    boolean[] varies = new boolean[FEATURES + 1];
    for (int column = 0; column <= FEATURES; column++) {
      varies[column] = factor.norm(column) > 0;
    }
    return fitted(factor, 0, new double[FEATURES + 1], varies, squares);
  }

  /** Among all completions. */
  static FittedEffects pooled(RewardSums sums, LeastSquares squares) {
    TriangularFactor all = sums.pooled();
    TriangularFactor factor = all.centered();
    double[] means = new double[FEATURES + 1];
    boolean[] varies = new boolean[FEATURES + 1];
    for (int column = 0; column <= FEATURES; column++) {
      means[column] = all.rows() == 0 ? 0 : all.at(0, column + 1) / all.at(0, 0);
      varies[column] = factor.norm(column) > ROUNDING * all.norm(column + 1);
    }
    return fitted(factor, 1, means, varies, squares);
  }

  private static FittedEffects fitted(
      TriangularFactor factor,
      int intercepts,
      double[] means,
      boolean[] varies,
      LeastSquares squares) {
    int[] together = separable(factor, varies);
    double[] alone = new double[FEATURES];
    double[] held = new double[FEATURES];
    if (varies[FEATURES]) {
      for (int f = 0; f < FEATURES; f++) {
        alone[f] = varies[f] ? squares.coefficients(factor, new int[] {f}, FEATURES)[0] : 0;
      }
      double[] all =
          together.length == 0 ? new double[0] : squares.coefficients(factor, together, FEATURES);
      for (int i = 0; i < together.length; i++) {
        held[together[i]] = all[i];
      }
    }
    return new FittedEffects(factor, intercepts, means, varies, together, alone, held);
  }

  /** Length counts once, and what is a combination of features before it not at all. */
  private static int[] separable(TriangularFactor factor, boolean[] varies) {
    int[] candidates =
        IntStream.range(0, FEATURES)
            .filter(f -> varies[f] && f != TextFeature.CHARACTERS.ordinal())
            .toArray();
    int[] kept = new int[0];
    for (int candidate : candidates) {
      int[] more = Arrays.copyOf(kept, kept.length + 1);
      more[kept.length] = candidate;
      TriangularFactor chosen = factor.columns(more);
      if (Math.abs(chosen.at(kept.length, kept.length)) > COLLINEAR * chosen.norm(kept.length)) {
        kept = more;
      }
    }
    return kept;
  }

  /** How many numbers a regression on so many features has fitted. */
  int parameters(int features) {
    return features + intercepts;
  }

  boolean isTogether(int feature) {
    return Arrays.stream(together).anyMatch(each -> each == feature);
  }

  /** Reward less what a model of all features says of it. */
  double residual(double[] features, double reward) {
    double residual = reward - means[FEATURES];
    for (int f : together) {
      residual -= held[f] * (features[f] - means[f]);
    }
    return residual;
  }
}
