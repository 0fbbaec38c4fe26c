package dev.vireo.algorithms.loss.reward;

import java.io.Serializable;

/** One formula over single completions. Implementations hold settings only. */
interface RatingFormula extends Serializable {

  /**
   * A completion's loss.
   *
   * @param loss its value
   * @param derivative d loss / d reward
   */
  record Term(double loss, double derivative) {}

  /** The completion's loss, given its reward and what it is worth. */
  Term at(double reward, double rating);

  /** Whether ratings are labels, so that a reward is right or wrong. */
  boolean labels();
}
