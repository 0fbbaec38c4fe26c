package dev.vireo.jobs.training;

import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.io.Serializable;

/**
 * Supervised fine-tuning: the mean negative log-probability of the demonstrations' completion
 * tokens goes down.
 *
 * @param steps optimizer steps
 * @param batchSize demonstrations in one step
 * @param gradientShards parts a step is cut into (see UpdateSettings)
 * @param microBatchCompletions demonstrations in one forward and backward pass
 * @param gradientCheckpointing whether layers are computed again on the way back (see
 *     UpdateSettings)
 * @param checkpointEvery steps between checkpoints; 0 keeps only the last
 * @param evaluateEvery steps between greedy evaluations on held-out prompts; 0: none
 * @param stopAtAccuracy ends the phase early once such an evaluation reaches it
 * @param optimizer AdamW's settings
 */
public record SftTrainingSettings(
    int steps,
    int batchSize,
    int gradientShards,
    int microBatchCompletions,
    boolean gradientCheckpointing,
    @DecidesNothing int checkpointEvery,
    int evaluateEvery,
    double stopAtAccuracy,
    AdamWSettings optimizer)
    implements Serializable {

  public SftTrainingSettings {
    Require.atLeast("steps", steps, 1);
    Require.atLeast("batch-size", batchSize, 1);
    Require.atLeast("gradient-shards", gradientShards, 1);
    Require.atLeast("micro-batch-completions", microBatchCompletions, 1);
    Require.atLeast("checkpoint-every", checkpointEvery, 0);
    Require.atLeast("evaluate-every", evaluateEvery, 0);
  }

  /** A short run of small batches. */
  public static SftTrainingSettings defaults() {
    return new SftTrainingSettings(400, 64, 4, 32, false, 100, 0, 1.0, AdamWSettings.defaults());
  }

  /** The same settings for another number of steps, without evaluations or checkpoints between. */
  public SftTrainingSettings forSteps(int count) {
    return new SftTrainingSettings(
        count,
        batchSize,
        gradientShards,
        microBatchCompletions,
        gradientCheckpointing,
        0,
        0,
        stopAtAccuracy,
        optimizer);
  }
}
