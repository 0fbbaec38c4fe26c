package dev.vireo.algorithms.evaluation;

import java.io.Serializable;

/**
 * A pair of which one side is preferred, as a reward model sees it.
 *
 * @param prompt names the prompt; pairs of one prompt resemble each other
 * @param chosen reward of the preferred side
 * @param rejected reward of the other one
 * @param chosenLength length of the preferred side, in tokens
 * @param rejectedLength length of the other one
 * @param preference by how much the preferred side is known to be better; NaN if that is unknown
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

  /** By how much the preferred side's reward exceeds the other's. */
  public double margin() {
    return chosen - rejected;
  }

  /** Whether the reward model agrees with the preference; equal rewards do not. */
  public boolean isRight() {
    return chosen > rejected;
  }

  /** By how many tokens the preferred side is longer. */
  public int lengthDifference() {
    return chosenLength - rejectedLength;
  }
}
