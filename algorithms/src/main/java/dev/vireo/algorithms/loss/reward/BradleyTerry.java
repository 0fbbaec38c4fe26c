package dev.vireo.algorithms.loss.reward;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Bradley-Terry with r the rewards and m the margin: -log sigmoid(r_c - r_r - m) + centering (r_c +
 * r_r)^2. The second term keeps rewards around 0 (arXiv 2312.09244, section 2).
 */
record BradleyTerry(boolean margin, double centering) implements PairFormula {

  @Override
  public double at(
      double[] chosen, double[] rejected, RewardPair pair, double[] byChosen, double[] byRejected) {
    double c = chosen[pair.chosenEnd()];
    double r = rejected[pair.rejectedEnd()];
    double x = c - r - (margin ? pair.margin() : 0);
    double sum = c + r;
    byChosen[pair.chosenEnd()] = -sigmoid(-x) + 2 * centering * sum;
    byRejected[pair.rejectedEnd()] = sigmoid(-x) + 2 * centering * sum;
    return -logSigmoid(x) + centering * sum * sum;
  }
}
