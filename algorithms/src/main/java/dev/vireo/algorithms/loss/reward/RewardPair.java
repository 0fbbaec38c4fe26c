package dev.vireo.algorithms.loss.reward;

import java.io.Serializable;

/**
 * What a loss knows of a pair besides the values of its two rows.
 *
 * @param margin by how much the chosen completion is known to be better; 0 if that is unknown
 * @param from the first output of both rows at which the two texts differ
 * @param chosenEnd the output of the chosen row that is its reward
 * @param rejectedEnd the output of the rejected row that is its reward
 */
public record RewardPair(double margin, int from, int chosenEnd, int rejectedEnd)
    implements Serializable {

  /** A pair whose rows have one output each, the reward. */
  public static RewardPair of(double margin) {
    return new RewardPair(margin, 0, 0, 0);
  }
}
