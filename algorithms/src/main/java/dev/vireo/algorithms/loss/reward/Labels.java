package dev.vireo.algorithms.loss.reward;

import static dev.vireo.algorithms.loss.LogSpace.logSigmoid;
import static dev.vireo.algorithms.loss.LogSpace.sigmoid;

/**
 * Binary cross entropy with y the label, 1 for good: -y log sigmoid(r) - (1 - y) log sigmoid(-r).
 */
record Labels() implements RatingFormula {

  @Override
  public Term at(double reward, double rating) {
    return new Term(
        -rating * logSigmoid(reward) - (1 - rating) * logSigmoid(-reward),
        sigmoid(reward) - rating);
  }

  @Override
  public boolean labels() {
    return true;
  }
}
