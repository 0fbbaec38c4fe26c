package dev.vireo.jobs.settings;

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
}
