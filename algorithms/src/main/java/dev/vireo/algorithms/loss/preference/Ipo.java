package dev.vireo.algorithms.loss.preference;

/**
 * IPO (arXiv 2310.12036, equation 17): (h_c - h_r - 1 / (2 beta))^2. The paper's h are sums over
 * tokens; its authors say that they took means, as TRL's DPOTrainer does.
 */
record Ipo(double beta, boolean tokenAverage) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double margin =
        tokenAverage
            ? pair.chosenRatio() / pair.chosenLength()
                - pair.rejectedRatio() / pair.rejectedLength()
            : pair.margin();
    double miss = margin - 1 / (2 * beta);
    return tokenAverage
        ? PairTerm.ofMeanMargin(pair, miss * miss, 2 * miss)
        : PairTerm.ofMargin(miss * miss, 2 * miss);
  }
}
