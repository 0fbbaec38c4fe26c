package dev.vireo.algorithms.evaluation;

/**
 * Standard errors of a regression whose rows come in clusters, such as the completions of one
 * prompt: the sandwich estimator of Liang and Zeger (1986), (X'X)^-1 M (X'X)^-1, where M is the sum
 * over clusters of s s', and s is a cluster's sum of x times residual. It is multiplied by G / (G -
 * 1) (N - 1) / (N - K), as in statsmodels and Stata.
 */
public final class ClusteredErrors {

  private ClusteredErrors() {}

  /**
   * The standard errors of the coefficients.
   *
   * @param inverse (X'X)^-1, [p][p]
   * @param scores M, [p][p]
   * @param clusters G
   * @param rows N
   * @param parameters K, including the intercept
   * @return [p]; NaN with fewer than two clusters, or no more rows than parameters
   */
  public static double[] of(
      double[][] inverse, double[][] scores, long clusters, long rows, int parameters) {
    int p = inverse.length;
    double[] errors = new double[p];
    double correction =
        clusters < 2 || rows <= parameters
            ? Double.NaN
            : (double) clusters / (clusters - 1) * (rows - 1) / (rows - parameters);
    for (int i = 0; i < p; i++) {
      double variance = 0;
      for (int j = 0; j < p; j++) {
        for (int k = 0; k < p; k++) {
          variance += inverse[i][j] * scores[j][k] * inverse[k][i];
        }
      }
      errors[i] = Math.sqrt(Math.max(0, variance) * correction);
    }
    return errors;
  }

  /**
   * The number of clusters of equal size that would carry as much information: (sum of sizes)^2 /
   * sum of squared sizes. A feature that varies in three prompts out of a thousand carries the
   * information of three prompts.
   *
   * @param sum sum of the clusters' sizes
   * @param squares sum of their squares
   * @return 0 if there are no clusters
   */
  public static double effectiveClusters(double sum, double squares) {
    return squares > 0 ? sum * sum / squares : 0;
  }
}
