package dev.vireo.algorithms.loss.preference;

/** SLiC (arXiv 2305.10425) on DPO's margin: max(0, 1 - beta (h_c - h_r)). */
record Hinge(double beta) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    double loss = 1 - beta * pair.margin();
    return loss > 0 ? PairTerm.ofMargin(loss, -beta) : PairTerm.of(0, 0, 0);
  }
}
