package dev.vireo.jobs.environments;

/**
 * Makes environments of one type, whose options are a record. Providers are found by {@link
 * java.util.ServiceLoader}: list the class in {@code
 * META-INF/services/dev.vireo.jobs.environments.EnvironmentProvider} of a jar on the class path.
 *
 * @param <O> the options: text, numbers, booleans, enums, and records, maps and lists of these;
 *     keys are the components' names in kebab-case
 */
public interface EnvironmentProvider<O extends Record> {
  /** The name that configurations use, in kebab-case, for example {@code calculator}. */
  String type();

  /** The options where none is given; those that are needed are null. */
  O defaults();

  /**
   * Checks that nothing is missing. It is asked wherever a configuration is read, so it reads no
   * file and starts nothing.
   *
   * @throws dev.vireo.algorithms.InputException when an option is missing ({@link
   *     dev.vireo.jobs.runtime.settings.Options#needed}) or impossible
   */
  default void check(O options) {}

  /**
   * An environment with these options, which {@link #check} has seen.
   *
   * @throws dev.vireo.algorithms.InputException if it cannot be made, as of a file that is not
   *     there
   */
  Environment create(O options);

  /** Raise it when the same options give other messages or rewards than before. */
  default int version() {
    return 1;
  }
}
