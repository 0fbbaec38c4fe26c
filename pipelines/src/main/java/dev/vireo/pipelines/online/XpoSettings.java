package dev.vireo.pipelines.online;

import dev.vireo.jobs.runtime.settings.Require;

/**
 * Exploratory preference optimization (arXiv 2405.21046).
 *
 * @param alpha weight of exploration: of the log-probability of the reference policy's completion
 *     in the loss
 */
public record XpoSettings(double alpha) {

  public XpoSettings {
    Require.notNegative("alpha", alpha);
  }

  /** TRL's. */
  public static XpoSettings defaults() {
    return new XpoSettings(1e-5);
  }
}
