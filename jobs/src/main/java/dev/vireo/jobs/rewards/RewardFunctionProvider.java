package dev.vireo.jobs.rewards;

/**
 * Makes reward functions of one type, whose options are a record. Providers are found by {@link
 * java.util.ServiceLoader}: list the class in {@code
 * META-INF/services/dev.vireo.jobs.rewards.RewardFunctionProvider} of a jar on the class path.
 *
 * @param <O> the options: text, numbers, booleans, enums, and records, maps and lists of these;
 *     keys are the components' names in kebab-case
 */
public interface RewardFunctionProvider<O extends Record> {
  /** The name that configurations use, in kebab-case, for example {@code exact-match}. */
  String type();

  /** The options where none is given; those that are needed are null. */
  O defaults();

  /**
   * A function with these options.
   *
   * @throws dev.vireo.algorithms.InputException when an option is missing ({@link
   *     RewardOptions#needed}) or impossible
   */
  RewardFunction create(O options);

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
