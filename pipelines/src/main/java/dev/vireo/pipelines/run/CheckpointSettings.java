package dev.vireo.pipelines.run;

import dev.vireo.jobs.runtime.settings.Require;

/**
 * What is kept of a run's past.
 *
 * @param keep checkpoints whose files stay, the latest ends of iterations, and beside them the one
 *     that did best on held-out prompts; what was saved between ends, also of phases of
 *     fine-tuning, goes once the end is there. 0 keeps all. Manifests, rollouts, rewards and
 *     advantages always stay
 */
public record CheckpointSettings(int keep) {

  public CheckpointSettings {
    Require.atLeast("keep", keep, 0);
  }

  /** The last two: one to resume from while the next is being written. */
  public static CheckpointSettings defaults() {
    return new CheckpointSettings(2);
  }
}
