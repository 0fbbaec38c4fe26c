package dev.vireo.algorithms.loss;

import dev.vireo.algorithms.InputException;

/**
 * What a supervised loss knows of a demonstration besides the policy's outputs.
 *
 * @param tokens of prompt and completion together; only counted
 */
public record SupervisedExample(int tokens) {
  /** Checks the count. */
  public SupervisedExample {
    if (tokens < 0) {
      throw new InputException("A demonstration of " + tokens + " tokens is impossible");
    }
  }
}
