package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * DPO (arXiv 2305.18290, equation 7): -log sigmoid(beta (h_c - h_r)); with smoothing e its
 * conservative form (cDPO): -(1 - e) log sigmoid(x) - e log sigmoid(-x).
 */
record Logistic(double beta, double smoothing) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double x = beta * pair.margin();
    return PairTerm.ofMargin(value(x, smoothing), beta * slope(x, smoothing));
  }

  static double value(double x, double smoothing) {
    double value = -(1 - smoothing) * logSigmoid(x);
    return smoothing == 0 ? value : value - smoothing * logSigmoid(-x);
  }

  static double slope(double x, double smoothing) {
    return smoothing * sigmoid(x) - (1 - smoothing) * sigmoid(-x);
  }
}
