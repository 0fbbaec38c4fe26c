package dev.vireo.jobs.rewards.functions;

import java.io.Serializable;

/**
 * Options of a reward of type {@code exact-match}.
 *
 * @param trim whether space around completion and answer is ignored
 * @param ignoreCase whether upper and lower case are the same
 * @param collapseSpace whether runs of white space count as one space
 */
public record ExactMatchOptions(boolean trim, boolean ignoreCase, boolean collapseSpace)
    implements Serializable {

  /** The defaults. */
  public static ExactMatchOptions defaults() {
    return new ExactMatchOptions(true, false, false);
  }
}
