package dev.vireo.jobs.audit;

import dev.vireo.algorithms.evaluation.TriangularFactor;

/** Solves linear regressions. */
@FunctionalInterface
interface LeastSquares {

  /**
   * Coefficients without an intercept: means have been taken off.
   *
   * @param factor of all columns
   * @param features the columns to regress on; none zero, none a combination of others
   * @param label the column that they are to explain; not zero
   * @return one for each of the features
   */
  double[] coefficients(TriangularFactor factor, int[] features, int label);
}
