package dev.vireo.algorithms.ranking;

import java.util.Arrays;

/**
 * Scores of a few items that were compared in pairs. A matrix of wins holds, for each ordered pair,
 * how much of their comparison the first has won: 1, or 0.5 for a tie. Both entries of a pair that
 * was not compared are 0.
 */
public final class PairwiseScores {
  private static final int ITERATIONS = 200;

  private PairwiseScores() {}

  /**
   * The share of its comparisons that each item has won.
   *
   * @param wins [n][n]
   * @return [n] in 0..1; NaN for an item without comparisons
   */
  public static double[] winShares(double[][] wins) {
    double[] shares = new double[wins.length];
    for (int i = 0; i < shares.length; i++) {
      double won = 0;
      double compared = 0;
      for (int j = 0; j < shares.length; j++) {
        won += wins[i][j];
        compared += wins[i][j] + wins[j][i];
      }
      shares[i] = won / compared;
    }
    return shares;
  }

  /**
   * Log strengths in the Bradley-Terry model, with mean 0: the logit of i beating j is the
   * difference of their strengths. One tie of each item with an item of strength 0 keeps the
   * strengths of items that won everything or nothing finite.
   *
   * @param wins [n][n]
   * @return [n] strengths; NaN for an item without comparisons
   */
  public static double[] bradleyTerry(double[][] wins) {
    int n = wins.length;
    double[] strengths = new double[n];
    Arrays.fill(strengths, 1);
    // Hunter's MM algorithm; each step increases the likelihood.
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double[] next = new double[n];
      for (int i = 0; i < n; i++) {
        double won = 0.5;
        double expected = 1 / (strengths[i] + 1);
        for (int j = 0; j < n; j++) {
          double compared = wins[i][j] + wins[j][i];
          won += wins[i][j];
          expected += i == j ? 0 : compared / (strengths[i] + strengths[j]);
        }
        next[i] = won / expected;
      }
      strengths = next;
    }
    double[] shares = winShares(wins);
    double sum = 0;
    int compared = 0;
    for (int i = 0; i < n; i++) {
      strengths[i] = Double.isNaN(shares[i]) ? Double.NaN : Math.log(strengths[i]);
      if (!Double.isNaN(strengths[i])) {
        sum += strengths[i];
        compared++;
      }
    }
    for (int i = 0; i < n; i++) {
      strengths[i] -= sum / compared;
    }
    return strengths;
  }
}
