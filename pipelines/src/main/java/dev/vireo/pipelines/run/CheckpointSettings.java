package dev.vireo.pipelines.run;

import dev.vireo.jobs.runtime.settings.Require;

/**
 * What is kept of a run's past.
 *
 * @param keep how many checkpoints keep their files: those at the ends of the latest iterations (at
 *     least two where rollouts lag), besides the one that did best on held-out prompts. Those saved
 *     before an end, also in phases of fine-tuning, are deleted once it is reached. 0 keeps all.
 *     Manifests, rollouts, rewards and advantages are always kept
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
