package dev.vireo.jobs.rewards.functions;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardOptions;
import java.io.Serializable;

/**
 * Options of a reward of type {@code overlong}.
 *
 * @param maxTokens the length, in tokens, from which on a completion gets -1: what rollouts may be
 *     long, or less; required
 * @param buffer tokens before that over which the reward falls from 0 to -1; required
 */
public record OverlongOptions(Integer maxTokens, Integer buffer) implements Serializable {

  /** Checks the numbers. */
  public OverlongOptions {
    if (maxTokens != null) {
      RewardOptions.atLeast("max-tokens", maxTokens, 1);
    }
    if (buffer != null) {
      RewardOptions.atLeast("buffer", buffer, 1);
    }
    if (maxTokens != null && buffer != null && buffer > maxTokens) {
      throw new InputException(
          "option 'buffer' is %d; it must be at most max-tokens, which is %d"
              .formatted(buffer, maxTokens));
    }
  }

  /** The defaults. */
  public static OverlongOptions defaults() {
    return new OverlongOptions(null, null);
  }
}
