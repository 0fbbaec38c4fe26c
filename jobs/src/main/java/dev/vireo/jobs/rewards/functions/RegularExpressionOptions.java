package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code regular-expression}.
 *
 * @param pattern the pattern to search for, in Java's syntax; required
 * @param group number or name of a group whose text is compared with the answer; null compares
 *     nothing
 * @param fullMatch whether the pattern must match the whole completion
 * @param stepLimit characters that may be looked at; a completion that takes more has no match
 */
public record RegularExpressionOptions(
    String pattern, String group, boolean fullMatch, long stepLimit) implements Serializable {

  /** Checks the numbers. */
  public RegularExpressionOptions {
    RewardOptions.atLeast("step-limit", stepLimit, 1);
  }

  /** The defaults. */
  public static RegularExpressionOptions defaults() {
    return new RegularExpressionOptions(null, null, false, 10_000_000);
  }
}
