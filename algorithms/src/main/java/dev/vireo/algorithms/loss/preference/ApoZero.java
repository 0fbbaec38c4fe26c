package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Anchored preference optimization if chosen completions are better than the policy's own (arXiv
 * 2408.06266, equation 7): 1 - sigmoid(beta h_c) + sigmoid(beta h_r).
 */
record ApoZero(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double c = beta * pair.chosenRatio();
    double r = beta * pair.rejectedRatio();
    return PairTerm.of(
        sigmoid(-c) + sigmoid(r),
        -beta * sigmoid(c) * sigmoid(-c),
        beta * sigmoid(r) * sigmoid(-r));
  }
}
