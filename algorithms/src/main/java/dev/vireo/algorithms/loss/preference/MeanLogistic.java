package dev.vireo.algorithms.loss.preference;

/** DPO on means over tokens: -log sigmoid(beta (h_c / n_c - h_r / n_r)). */
record MeanLogistic(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double x =
        beta
            * (pair.chosenRatio() / pair.chosenLength()
                - pair.rejectedRatio() / pair.rejectedLength());
    return PairTerm.ofMeanMargin(pair, Logistic.value(x, 0), beta * Logistic.slope(x, 0));
  }
}
