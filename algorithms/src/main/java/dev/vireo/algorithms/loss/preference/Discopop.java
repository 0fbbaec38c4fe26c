package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * The discovered loss (arXiv 2406.08414, equation 5): (1 - w) (-log sigmoid(x)) + w e^-x, with w =
 * sigmoid(x / tau) and x = beta (h_c - h_r).
 */
record Discopop(double beta, double tau) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double x = beta * pair.margin();
    double weight = sigmoid(x / tau);
    double rest = sigmoid(-x / tau);
    double logistic = -logSigmoid(x);
    // As one power each: w alone may be 0 where e^-x is infinite.
    double exponential = StrictMath.exp(logSigmoid(x / tau) - x);
    double slope =
        (rest * exponential - weight * rest * logistic) / tau - rest * sigmoid(-x) - exponential;
    return PairTerm.ofMargin(rest * logistic + exponential, beta * slope);
  }
}
