package dev.vireo.algorithms.loss.reward;

import java.io.Serializable;

/** One formula over pairs. Implementations hold settings only. */
interface PairFormula extends Serializable {

  /**
   * The pair's loss.
   *
   * @param chosen outputs of the chosen row
   * @param rejected outputs of the rejected row
   * @param byChosen takes d loss / d output of the chosen row; zero at first
   * @param byRejected takes the same of the rejected row
   */
  double at(
      double[] chosen, double[] rejected, RewardPair pair, double[] byChosen, double[] byRejected);
}
