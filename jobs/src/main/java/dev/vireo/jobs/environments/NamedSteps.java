package dev.vireo.jobs.environments;

import dev.vireo.algorithms.InputException;

/** Steps of an environment, whose failures name the prompt. */
final class NamedSteps {
  private NamedSteps() {}

  static EnvironmentStep of(Environment environment, EnvironmentInput conversation) {
    try {
      return environment.step(conversation);
    } catch (RuntimeException e) {
      throw new InputException("prompt '%s': %s".formatted(conversation.promptId(), reason(e)), e);
    }
  }

  /** What is reported of a failure. */
  static String reason(RuntimeException e) {
    return e instanceof InputException ? e.getMessage() : e.toString();
  }
}
