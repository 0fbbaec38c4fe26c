package dev.vireo.algorithms.loss.reward;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

import dev.vireo.algorithms.InputException;

/**
 * DeepSpeed-Chat's: the mean of -log sigmoid(v_c,t - v_r,t) over the tokens t from the first at
 * which the two texts differ to the end of the longer one. The shorter one is continued by padding,
 * whose values count.
 */
record TokenWise() implements PairFormula {

  @Override
  public double at(
      double[] chosen, double[] rejected, RewardPair pair, double[] byChosen, double[] byRejected) {
    if (chosen.length != rejected.length || pair.from() >= chosen.length) {
      throw new InputException(
          "The token-wise loss needs as many values of both sides from where they differ; there are "
              + chosen.length
              + " and "
              + rejected.length);
    }
    int tokens = chosen.length - pair.from();
    double loss = 0;
    for (int t = pair.from(); t < chosen.length; t++) {
      double x = chosen[t] - rejected[t];
      loss -= logSigmoid(x);
      byChosen[t] = -sigmoid(-x) / tokens;
      byRejected[t] = sigmoid(-x) / tokens;
    }
    return loss / tokens;
  }
}
