package dev.vireo.algorithms.loss.preference;

import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Anchored preference optimization if chosen completions are worse than the policy's own (arXiv
 * 2408.06266, equation 8): sigmoid(beta h_c) + 1 - sigmoid(beta (h_c - h_r)).
 */
record ApoDown(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double c = beta * pair.chosenRatio();
    double x = beta * pair.margin();
    double byMargin = beta * sigmoid(x) * sigmoid(-x);
    return PairTerm.of(
        sigmoid(c) + sigmoid(-x), beta * sigmoid(c) * sigmoid(-c) - byMargin, byMargin);
  }
}
