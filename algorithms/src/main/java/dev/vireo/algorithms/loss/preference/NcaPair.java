package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Noise contrastive alignment of a pair (arXiv 2402.05369): -log sigmoid(c) - log sigmoid(-c) / 2 -
 * log sigmoid(-r) / 2, with c = beta h_c and r = beta h_r.
 */
record NcaPair(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double c = beta * pair.chosenRatio();
    double r = beta * pair.rejectedRatio();
    return PairTerm.of(
        -logSigmoid(c) - 0.5 * logSigmoid(-c) - 0.5 * logSigmoid(-r),
        beta * (0.5 * sigmoid(c) - sigmoid(-c)),
        beta * 0.5 * sigmoid(r));
  }
}
