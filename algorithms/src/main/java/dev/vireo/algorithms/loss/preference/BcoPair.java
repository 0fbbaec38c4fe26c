package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Binary classifier optimization (arXiv 2404.04656) without its running mean: -log sigmoid(beta
 * h_c) - log sigmoid(-beta h_r).
 */
record BcoPair(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double c = beta * pair.chosenRatio();
    double r = beta * pair.rejectedRatio();
    return PairTerm.of(-logSigmoid(c) - logSigmoid(-r), -beta * sigmoid(-c), beta * sigmoid(r));
  }
}
