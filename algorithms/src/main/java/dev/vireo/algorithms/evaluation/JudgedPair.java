package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A pair of completions one of which is preferred, with the rewards that a reward model gives them.
 *
 * @param prompt the prompt's name; pairs of the same prompt are similar
 * @param chosen reward of the preferred completion
 * @param rejected reward of the other completion
 * @param chosenLength length of the preferred completion, in tokens
 * @param rejectedLength length of the other completion, in tokens
 * @param preference by how much the preferred completion is better; NaN if unknown
 */
public record JudgedPair(
    String prompt,
    double chosen,
    double rejected,
    int chosenLength,
    int rejectedLength,
    double preference)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Reward of the preferred completion minus that of the other. */
  public double margin() {
    return chosen - rejected;
  }

  /** Whether the reward model agrees with the preference; equal rewards count as disagreement. */
  public boolean isRight() {
    return chosen > rejected;
  }

  /** Length of the preferred completion minus that of the other, in tokens. */
  public int lengthDifference() {
    return chosenLength - rejectedLength;
  }
}
