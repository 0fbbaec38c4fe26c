package dev.vireo.algorithms.loss.preference;

/**
 * SPPO (arXiv 2405.00675, equation 4.7) with win rates of 1 and 0: (h_c - 1 / (2 beta))^2 + (h_r +
 * 1 / (2 beta))^2.
 */
record SppoHard(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double chosen = pair.chosenRatio() - 0.5 / beta;
    double rejected = pair.rejectedRatio() + 0.5 / beta;
    return PairTerm.of(chosen * chosen + rejected * rejected, 2 * chosen, 2 * rejected);
  }
}
