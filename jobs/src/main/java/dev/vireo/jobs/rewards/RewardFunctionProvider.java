package dev.vireo.jobs.rewards;

import java.util.Map;

/**
 * Makes reward functions of one type. Providers are found by {@link java.util.ServiceLoader}: list
 * the class in {@code META-INF/services/dev.vireo.jobs.rewards.RewardFunctionProvider} of a jar on
 * the class path.
 */
public interface RewardFunctionProvider {
  /** The name that configurations use, in kebab-case, for example {@code exact-match}. */
  String type();

  /**
   * A function with these options.
   *
   * @param options as the configuration gives them: text, numbers, booleans; {@link RewardOptions}
   *     reads them with clear errors
   * @throws dev.vireo.algorithms.InputException when an option is unknown, missing or impossible
   */
  RewardFunction create(Map<String, Object> options);

  /**
   * Whether a value takes microseconds at most: the driver then scores a small iteration by itself,
   * rather than start a Spark job for it.
   */
  default boolean isLight() {
    return false;
  }

  /** Whether its functions give no reward without a prompt's reference answer. */
  default boolean needsAnswers() {
    return false;
  }

  /**
   * Raise it when the same options give other values than before: rewards that an older version
   * gave are then computed again instead of being taken for this one's.
   */
  default int version() {
    return 1;
  }
}
