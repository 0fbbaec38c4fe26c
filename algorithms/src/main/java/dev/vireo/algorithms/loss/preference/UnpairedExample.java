package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.InputException;

/**
 * What a loss knows of a single completion besides the policy's outputs, which hold its tokens
 * alone.
 *
 * @param desirable whether completions like this are wanted
 * @param reference the reference policy's log-probability, a sum over the completion's tokens
 * @param baseline z of {@link KtoBaseline}; 0 if the loss has none
 */
public record UnpairedExample(boolean desirable, double reference, double baseline) {
  /** Checks the numbers. */
  public UnpairedExample {
    if (!Double.isFinite(reference)) {
      throw new InputException(
          "The reference log-probability of an example is "
              + reference
              + "; it must be a finite number");
    }
    if (!(baseline >= 0 && baseline < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "The baseline of an example is " + baseline + "; it must be finite and at least 0");
    }
  }
}
