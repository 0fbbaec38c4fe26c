package dev.vireo.algorithms.loss.reward;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * OpenRLHF's {@code logexp}: log(1 + exp(r_r - r_c)). It is Bradley-Terry without a margin, and
 * reads none.
 */
record LogExp() implements PairFormula {

  @Override
  public double at(
      double[] chosen, double[] rejected, RewardPair pair, double[] byChosen, double[] byRejected) {
    double x = chosen[pair.chosenEnd()] - rejected[pair.rejectedEnd()];
    byChosen[pair.chosenEnd()] = -sigmoid(-x);
    byRejected[pair.rejectedEnd()] = sigmoid(-x);
    return -logSigmoid(x);
  }
}
