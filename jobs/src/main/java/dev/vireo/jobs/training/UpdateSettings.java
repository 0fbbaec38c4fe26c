package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.policy.PolicyLossSettings;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;

/**
 * How one iteration's rollouts become optimizer steps.
 *
 * @param groupsPerStep groups in one optimizer step; 0 takes all of the iteration's
 * @param updatesPerIteration passes over the iteration's groups (mu; TRL's num_iterations)
 * @param gradientShards parts a step is cut into; fixed, so that the sum's order, and with it every
 *     bit of the model, is the same on one core or many; it caps the parallelism of a step
 * @param microBatchCompletions completions in one forward and backward pass
 * @param gradientCheckpointing whether layers are computed again on the way back instead of being
 *     remembered: a third more work for a fraction of the memory
 * @param checkpointEvery steps between checkpoints inside an iteration; 0 keeps only its last
 * @param objective the loss
 * @param optimizer AdamW's settings
 */
public record UpdateSettings(
    int groupsPerStep,
    int updatesPerIteration,
    int gradientShards,
    int microBatchCompletions,
    boolean gradientCheckpointing,
    @DecidesNothing int checkpointEvery,
    PolicyLossSettings objective,
    AdamWSettings optimizer)
    implements Serializable {

  public UpdateSettings {
    Require.atLeast("groups-per-step", groupsPerStep, 0);
    Require.atLeast("updates-per-iteration", updatesPerIteration, 1);
    Require.atLeast("gradient-shards", gradientShards, 1);
    Require.atLeast("micro-batch-completions", microBatchCompletions, 1);
    Require.atLeast("checkpoint-every", checkpointEvery, 0);
  }

  /** All groups in one step, one pass. */
  public static UpdateSettings defaults() {
    return new UpdateSettings(
        0, 1, 4, 64, false, 0, PolicyLossSettings.defaults(), AdamWSettings.defaults());
  }

  /** Optimizer steps that an iteration of so many groups takes. */
  public int stepsPerIteration(int groups) {
    return stepsPerIteration(groups, groupsPerStep, updatesPerIteration);
  }

  static int stepsPerIteration(int groups, int groupsPerStep, int updatesPerIteration) {
    int groupsInStep = groupsInStep(groups, groupsPerStep);
    return updatesPerIteration * ((groups + groupsInStep - 1) / groupsInStep);
  }

  /** Groups in a full step of an iteration of so many groups. */
  int groupsInStep(int groups) {
    return groupsInStep(groups, groupsPerStep);
  }

  static int groupsInStep(int groups, int groupsPerStep) {
    return groupsPerStep == 0 ? groups : groupsPerStep;
  }
}
