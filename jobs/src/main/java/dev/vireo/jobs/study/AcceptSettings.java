package dev.vireo.jobs.study;

import dev.vireo.jobs.runtime.settings.Require;
import java.io.Serializable;

/**
 * Rejection sampling: which completions become demonstrations. Completions that were cut off at the
 * limit of tokens do not, and of equal texts of a prompt only one does.
 *
 * @param by the reward that chooses; null for the proxy
 * @param perPrompt completions kept of a prompt, those with the best rewards
 * @param atLeast least reward of a completion that is kept; null for any
 */
public record AcceptSettings(String by, int perPrompt, Double atLeast) implements Serializable {

  public AcceptSettings {
    Require.atLeast("per-prompt", perPrompt, 1);
  }

  /** The best of each prompt by the proxy. */
  public static AcceptSettings defaults() {
    return new AcceptSettings(null, 1, null);
  }
}
