package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * EXO for two completions (arXiv 2402.00856, equation 16): the divergence of softmax(beta h) from
 * (1 - e, e), with 0 below e.
 */
record ExoPair(double beta, double smoothing) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double x = beta * pair.margin();
    double chosen = sigmoid(x);
    double rejected = sigmoid(-x);
    double logKept = StrictMath.log1p(-smoothing);
    double logFlipped = StrictMath.log(smoothing);
    double loss = chosen * (logSigmoid(x) - logKept) + rejected * (logSigmoid(-x) - logFlipped);
    return PairTerm.ofMargin(loss, beta * chosen * rejected * (x - logKept + logFlipped));
  }
}
