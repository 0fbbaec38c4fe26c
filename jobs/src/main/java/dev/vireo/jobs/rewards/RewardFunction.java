package dev.vireo.jobs.rewards;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Gives the reward of one completion. It must be a function: the same input always gives the same
 * value, regardless of what was scored before, so that a stage that is repeated repeats its bits.
 * It is sent to the executors, and several threads may call it at once.
 */
@FunctionalInterface
public interface RewardFunction extends Serializable {
  /**
   * The reward of one completion, or NaN if this function has none to give. Infinite values are
   * refused by the stage.
   */
  double reward(RewardInput input);

  /**
   * The same for a function with more to say than a number. The completion's place in the log is 0.
   */
  default double reward(RewardInput input, RewardLog log) {
    return reward(input);
  }

  /**
   * What the values depend on besides the completions: part of the fingerprint of a stage that
   * scores. A function that reads files names their content here in place of their path.
   *
   * @param options those it was made with
   */
  default Map<String, Object> identity(Map<String, Object> options) {
    return options;
  }

  /**
   * Whether a repeated call gives the same bits. Of two attempts at a chunk by a function that
   * cannot promise that, such as one that asks a server, the first to finish counts.
   */
  default boolean isRepeatable() {
    return true;
  }

  /**
   * Whether a completion's value says how it compares with the others of its group, and nothing
   * outside of it.
   */
  default boolean comparesWithinGroup() {
    return false;
  }

  /** The attributes of prompts that it cannot do without. */
  default List<String> neededColumns() {
    return List.of();
  }

  /**
   * Checks, on the driver and before anything is sampled, that the servers it will ask take
   * connections.
   *
   * @throws dev.vireo.algorithms.InputException if one does not
   */
  default void checkServers() {}
}
