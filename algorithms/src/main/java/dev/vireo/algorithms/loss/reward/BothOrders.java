package dev.vireo.algorithms.loss.reward;

/**
 * A preference model's, which reads both completions and gives the log-odds z that the first one is
 * preferred: binary cross entropy over both orders, (-log sigmoid(z_cr) - log sigmoid(-z_rc)) / 2,
 * where the preferred completion comes first in z_cr and last in z_rc. The "chosen" row holds z_cr.
 */
record BothOrders() implements PairFormula {
  private static final Labels LABELS = new Labels();

  @Override
  public double at(
      double[] chosen, double[] rejected, RewardPair pair, double[] byChosen, double[] byRejected) {
    RatingFormula.Term first = LABELS.at(chosen[pair.chosenEnd()], 1);
    RatingFormula.Term last = LABELS.at(rejected[pair.rejectedEnd()], 0);
    byChosen[pair.chosenEnd()] = first.derivative() / 2;
    byRejected[pair.rejectedEnd()] = last.derivative() / 2;
    return (first.loss() + last.loss()) / 2;
  }
}
