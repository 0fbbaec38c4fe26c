package dev.vireo.jobs.runtime.settings;

import dev.vireo.algorithms.InputException;

/** What settings are held to, in the words users read. */
public final class Require {

  private Require() {}

  /**
   * A whole number that must not be too small.
   *
   * @param key the setting, as it is written in YAML
   * @throws InputException naming key, value and the least that is allowed
   */
  public static void atLeast(String key, long value, long least) {
    if (value < least) {
      throw new InputException(key + " is " + value + "; it must be at least " + least);
    }
  }

  /**
   * A finite number from 0 on.
   *
   * @param key the setting, as it is written in YAML
   * @throws InputException naming key, value and what is allowed
   */
  public static void notNegative(String key, double value) {
    holds(value >= 0 && value < Double.POSITIVE_INFINITY, key, value, "finite and at least 0");
  }

  /**
   * A share that leaves something over.
   *
   * @param key the setting, as it is written in YAML
   * @throws InputException naming key, value and what is allowed, unless it is in [0, 1)
   */
  public static void belowOne(String key, double value) {
    holds(value >= 0 && value < 1, key, value, "at least 0 and below 1");
  }

  /**
   * A choice that must be made.
   *
   * @param key the setting, as it is written in YAML
   * @param allowed what it may be
   * @throws InputException naming key and what is allowed, if there is no value
   */
  public static void given(String key, Object value, String allowed) {
    if (value == null) {
      throw new InputException(key + " is null; it must be " + allowed);
    }
  }

  private static void holds(boolean holds, String key, double value, String allowed) {
    if (!holds) {
      throw new InputException(key + " is " + value + "; it must be " + allowed);
    }
  }
}
