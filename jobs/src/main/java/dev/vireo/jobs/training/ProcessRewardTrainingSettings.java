package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;

/**
 * How a process reward model is trained. An example is a completion with labelled steps.
 *
 * @param steps optimizer steps
 * @param batchSize examples in one step
 * @param gradientShards parts a step is cut into (see UpdateSettings)
 * @param microBatchExamples examples in one forward and backward pass
 * @param gradientCheckpointing whether layers are computed again on the way back (see
 *     UpdateSettings)
 * @param checkpointEvery steps between checkpoints; 0 keeps only the last
 * @param trainOnLastStepOnly whether the label of a completion's last step alone is learned from;
 *     all are evaluated
 * @param optimizer AdamW's settings
 */
public record ProcessRewardTrainingSettings(
    int steps,
    int batchSize,
    int gradientShards,
    int microBatchExamples,
    boolean gradientCheckpointing,
    @DecidesNothing int checkpointEvery,
    boolean trainOnLastStepOnly,
    AdamWSettings optimizer)
    implements Serializable {

  public ProcessRewardTrainingSettings {
    Require.atLeast("steps", steps, 1);
    Require.atLeast("batch-size", batchSize, 1);
    Require.atLeast("gradient-shards", gradientShards, 1);
    Require.atLeast("micro-batch-examples", microBatchExamples, 1);
    Require.atLeast("checkpoint-every", checkpointEvery, 0);
  }

  /** All labels, in small batches. */
  public static ProcessRewardTrainingSettings defaults() {
    return new ProcessRewardTrainingSettings(
        400, 64, 4, 16, false, 100, false, AdamWSettings.defaults());
  }
}
