package dev.vireo.jobs.rewards;

import dev.vireo.jobs.runtime.settings.Options;
import java.util.Map;

/** Reads the options of one reward into the record of its type, and helps it to check them. */
public final class RewardOptions {
  private RewardOptions() {}

  /**
   * The options given, over the defaults.
   *
   * @param defaults the options of a type where nothing is given
   * @param given text, numbers, booleans, lists and maps by kebab-case names; null is not given
   * @throws dev.vireo.algorithms.InputException naming the option and what is allowed
   */
  public static <O extends Record> O read(O defaults, Map<String, Object> given) {
    return Options.read(defaults, given);
  }

  /**
   * An option that must be given.
   *
   * @throws dev.vireo.algorithms.InputException if it is null or blank
   */
  public static <V> V needed(String option, V value) {
    return Options.needed(option, value);
  }

  /**
   * Checks a number.
   *
   * @throws dev.vireo.algorithms.InputException if it is not finite or below {@code least}
   */
  public static void atLeast(String option, double number, double least) {
    Options.atLeast(option, number, least);
  }

  /** Refuses all options, for a type that has none. */
  public static void none(Map<String, Object> given) {
    Options.none(given);
  }
}
