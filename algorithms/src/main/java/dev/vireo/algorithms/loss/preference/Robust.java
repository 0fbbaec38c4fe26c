package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Robust DPO (arXiv 2403.00409), unbiased if a share e of the labels is flipped: (-(1 - e) log
 * sigmoid(x) + e log sigmoid(-x)) / (1 - 2 e), with x = beta (h_c - h_r).
 */
record Robust(double beta, double smoothing) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double x = beta * pair.margin();
    double flips = 1 - 2 * smoothing;
    double loss = (-(1 - smoothing) * logSigmoid(x) + smoothing * logSigmoid(-x)) / flips;
    double slope = (-(1 - smoothing) * sigmoid(-x) - smoothing * sigmoid(x)) / flips;
    return PairTerm.ofMargin(loss, beta * slope);
  }
}
