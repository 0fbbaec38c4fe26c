package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.pipelines.run.RunConversations;

/** Whether an environment goes with the rest of a configuration. */
final class EnvironmentChecks {

  private EnvironmentChecks() {}

  /**
   * Checks a configuration.
   *
   * @throws InputException saying what does not go together
   */
  static void check(GrpoConfig config) {
    if (config.environment() == null) {
      return;
    }
    RunConversations.checkSettings(config);
    if (config.advantage().supervision() == Supervision.PROCESS) {
      throw new InputException(
          "advantage.supervision is process, which rewards steps of one message, but there is an environment: set it to outcome");
    }
    if (config.iterative().every() > 0) {
      throw new InputException(
          "iterative.every is %d, but the reward model learns from completions of one message: set it to 0, or leave environment out"
              .formatted(config.iterative().every()));
    }
  }
}
