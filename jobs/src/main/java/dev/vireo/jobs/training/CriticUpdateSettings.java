package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.value.ValueLossSettings;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;

/**
 * How one iteration's returns become optimizer steps of the critic.
 *
 * @param groupsPerStep groups in one optimizer step; 0 takes all of the iteration's
 * @param updatesPerIteration passes over the iteration's groups
 * @param gradientShards parts a step is cut into; fixed, as those of the policy's update are
 * @param microBatchCompletions completions in one forward and backward pass
 * @param gradientCheckpointing whether layers are computed again on the way back instead of being
 *     remembered
 * @param checkpointEvery steps between checkpoints inside an iteration; 0 keeps only its last
 * @param loss the clipped value loss
 * @param optimizer AdamW's settings
 */
public record CriticUpdateSettings(
    int groupsPerStep,
    int updatesPerIteration,
    int gradientShards,
    int microBatchCompletions,
    boolean gradientCheckpointing,
    @DecidesNothing int checkpointEvery,
    ValueLossSettings loss,
    AdamWSettings optimizer)
    implements Serializable {

  public CriticUpdateSettings {
    Require.atLeast("groups-per-step", groupsPerStep, 0);
    Require.atLeast("updates-per-iteration", updatesPerIteration, 1);
    Require.atLeast("gradient-shards", gradientShards, 1);
    Require.atLeast("micro-batch-completions", microBatchCompletions, 1);
    Require.atLeast("checkpoint-every", checkpointEvery, 0);
  }

  /** All groups in one step, one pass. */
  public static CriticUpdateSettings defaults() {
    return new CriticUpdateSettings(
        0, 1, 4, 64, false, 0, ValueLossSettings.defaults(), AdamWSettings.defaults());
  }

  /** Optimizer steps that an iteration of so many groups takes. */
  public int stepsPerIteration(int groups) {
    return UpdateSettings.stepsPerIteration(groups, groupsPerStep, updatesPerIteration);
  }

  /** Groups in a full step of an iteration of so many groups. */
  int groupsInStep(int groups) {
    return UpdateSettings.groupsInStep(groups, groupsPerStep);
  }
}
