package dev.vireo.algorithms.loss.preference;

/** A formula that takes the policy's log-probabilities for log-ratios: CPO's view of DPO. */
record WithoutReference(PairFormula formula) implements PairFormula {

  @Override
  public PairTerm at(PairScores pair) {
    return formula.at(pair.withoutReference());
  }
}
