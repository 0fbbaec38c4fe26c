package dev.vireo.jobs.rewards;

import java.io.Serializable;

/**
 * Options of a reward of type {@code sql}.
 *
 * @param expression a Spark SQL expression over a completion's columns; required
 */
public record SqlOptions(String expression) implements Serializable {

  /** The defaults. */
  public static SqlOptions defaults() {
    return new SqlOptions(null);
  }
}
