package dev.vireo.benchmarks.learning.tasks;

import java.io.Serializable;

/**
 * Options of a reward of type {@code in-place}.
 *
 * @param mustStop whether completions that ran into the length limit get 0
 */
public record InPlaceOptions(boolean mustStop) implements Serializable {

  /** The defaults. */
  public static InPlaceOptions defaults() {
    return new InPlaceOptions(true);
  }
}
