package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.Environments;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.rollouts.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How the completions of a run become conversations, where it has an environment. */
public final class RunConversations {

  /** Rewards that look at tokens, whoever wrote them. */
  private static final List<String> OF_TOKENS = List.of("implicit-reward");

  private RunConversations() {}

  /**
   * The conversations of a configuration; empty without an environment.
   *
   * @throws InputException if the environment's settings are wrong
   */
  public static Optional<Conversations> of(PolicyRun config) {
    return Optional.ofNullable(config.environment())
        .map(environment -> Conversations.of(environment, config.prompts()));
  }

  /**
   * Checks that an environment goes with what every pipeline that has one reads.
   *
   * @throws InputException saying what does not go together
   */
  public static void checkSettings(PolicyRun config) {
    if (config.environment() == null) {
      return;
    }
    Environments.check(config.environment());
    if (config.rollouts().engine() == Engine.OPENAI
        && !config.rollouts().server().dialect().tokenIds()) {
      throw new InputException(
          "environment is given, but rollouts.server.dialect takes texts, which need not keep the tokens of earlier turns: use vllm or sglang");
    }
    if (!config.evaluation().suites().isEmpty()) {
      throw new InputException(
          "evaluation.suites is given, but suites have no environment: leave them out; held-out prompts are evaluated in it");
    }
    config.rewards().stream()
        .filter(reward -> OF_TOKENS.contains(reward.type()))
        .findFirst()
        .ifPresent(
            reward -> {
              throw new InputException(
                  "%s compares all tokens of a completion, but in an environment the policy writes only some: leave it out"
                      .formatted(reward.described()));
            });
  }

  /**
   * Checks the environment, its columns, and that the policy's chat template can put its messages.
   *
   * @throws InputException saying what does not go together
   */
  public static void check(PolicyRun config) {
    Optional<Conversations> conversations = of(config);
    if (conversations.isPresent()) {
      conversations.get().environment().checkAttributes(config.prompts().attributeColumns());
      if (config.policy().model() != null) {
        conversations.get().check(Path.of(config.policy().model()));
      }
    }
  }
}
