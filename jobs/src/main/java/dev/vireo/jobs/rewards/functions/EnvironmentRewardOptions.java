package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;

/**
 * Options of a reward of type {@code environment}.
 *
 * @param otherwise the reward where the environment gives none, as for a conversation that was cut
 *     off
 */
public record EnvironmentRewardOptions(double otherwise) implements Serializable {

  /** Checks the number. */
  public EnvironmentRewardOptions {
    if (!Double.isFinite(otherwise)) {
      throw new InputException(
          "option 'otherwise' is %s; it must be a finite number".formatted(otherwise));
    }
  }

  /** The defaults. */
  public static EnvironmentRewardOptions defaults() {
    return new EnvironmentRewardOptions(0);
  }
}
