package dev.vireo.algorithms.loss.preference;

/**
 * SimPO (arXiv 2405.14734, equation 6): -log sigmoid(beta (l_c - l_r) - gamma), on means over
 * tokens and without a reference; smoothed as in cDPO.
 */
record Simpo(double beta, double gamma, double smoothing) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double x = beta * (pair.chosenMean() - pair.rejectedMean()) - gamma;
    return PairTerm.ofMeanMargin(
        pair, Logistic.value(x, smoothing), beta * Logistic.slope(x, smoothing));
  }

  @Override
  public boolean averaged() {
    return true;
  }
}
