package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.InputException;

/**
 * What Nash-MD knows of a completion of the policy.
 *
 * @param reference the reference policy's log-probabilities of its tokens, in nats
 * @param preference the probability that it is preferred to the completion it was compared with
 */
public record ComparedCompletion(double[] reference, double preference) {

  /** Checks the probability. */
  public ComparedCompletion {
    if (!(preference >= 0 && preference <= 1)) {
      throw new InputException(
          "The probability of a preference is " + preference + "; it must be between 0 and 1");
    }
    reference = reference.clone();
  }
}
