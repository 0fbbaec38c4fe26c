package dev.vireo.jobs.environments;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a policy acts in. It must be a function: the same conversation always gets the same answer,
 * regardless of what was asked before, so that a stage that is repeated repeats its bits; all that
 * it remembers are the messages. It is sent to the executors, and several threads may call it at
 * once.
 */
@FunctionalInterface
public interface Environment extends Serializable {

  /** What comes after the policy's last message. */
  EnvironmentStep step(EnvironmentInput conversation);

  /**
   * The same for conversations of one chunk that have come equally far.
   *
   * @return one step for each, in their order
   * @throws dev.vireo.algorithms.InputException naming the prompt where a step fails
   */
  default List<EnvironmentStep> steps(List<EnvironmentInput> conversations) {
    return conversations.stream().map(each -> NamedSteps.of(this, each)).toList();
  }

  /**
   * The roles of its messages, by which a chat template is tried before anything is sampled. An
   * environment may use others, which are tried when they come.
   */
  default List<String> roles() {
    return List.of("user");
  }

  /**
   * What its messages depend on besides the conversation: part of the rollouts' fingerprint. An
   * environment that reads files names their content here in place of their path.
   *
   * @param options those it was made with
   */
  default Map<String, Object> identity(Map<String, Object> options) {
    return options;
  }

  /**
   * Whether a repeated call gives the same messages. Of two attempts at a chunk in an environment
   * that cannot promise that, such as one that asks a server, the first to finish counts.
   */
  default boolean isRepeatable() {
    return true;
  }

  /** The attributes of prompts that it cannot do without. */
  default List<String> neededColumns() {
    return List.of();
  }
}
