package dev.vireo.jobs.rewards.functions;

import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code length}.
 *
 * @param target the length that gets 1; required
 * @param slope the loss per token or character away from the target
 * @param unit what is counted
 * @param side which completions lose: those on both sides of the target, above it or below it
 */
public record LengthOptions(Double target, double slope, LengthUnit unit, LengthSide side)
    implements Serializable {

  /** Checks the numbers. */
  public LengthOptions {
    if (target != null) {
      RewardOptions.atLeast("target", target, 0);
    }
    RewardOptions.atLeast("slope", slope, 0);
  }

  /** The defaults. */
  public static LengthOptions defaults() {
    return new LengthOptions(null, 0.01, LengthUnit.TOKENS, LengthSide.BOTH);
  }
}
