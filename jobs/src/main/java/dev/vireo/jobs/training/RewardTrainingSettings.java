package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.reward.RewardLossSettings;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;

/**
 * How a reward model is trained. An example is a pair, or a single completion of the losses labels
 * and regression.
 *
 * @param steps optimizer steps
 * @param batchSize examples in one step
 * @param gradientShards parts a step is cut into (see UpdateSettings)
 * @param microBatchExamples examples in one forward and backward pass
 * @param gradientCheckpointing whether layers are computed again on the way back (see
 *     UpdateSettings)
 * @param checkpointEvery steps between checkpoints; 0 keeps only the last
 * @param loss which loss, and its constants
 * @param optimizer AdamW's settings
 */
public record RewardTrainingSettings(
    int steps,
    int batchSize,
    int gradientShards,
    int microBatchExamples,
    boolean gradientCheckpointing,
    @DecidesNothing int checkpointEvery,
    RewardLossSettings loss,
    AdamWSettings optimizer)
    implements Serializable {

  public RewardTrainingSettings {
    Require.atLeast("steps", steps, 1);
    Require.atLeast("batch-size", batchSize, 1);
    Require.atLeast("gradient-shards", gradientShards, 1);
    Require.atLeast("micro-batch-examples", microBatchExamples, 1);
    Require.atLeast("checkpoint-every", checkpointEvery, 0);
  }

  /** Bradley-Terry in small batches. */
  public static RewardTrainingSettings defaults() {
    return new RewardTrainingSettings(
        400, 64, 4, 16, false, 100, RewardLossSettings.defaults(), AdamWSettings.defaults());
  }
}
