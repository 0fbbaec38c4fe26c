package dev.vireo.jobs.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.store.manifest.DecidesNothing;
import dev.vireo.store.manifest.SettingsTree;
import java.io.Serializable;

/**
 * How preferences become optimizer steps. An example is a pair, or a single completion where the
 * loss is over unpaired ones.
 *
 * @param steps optimizer steps; online, those of each iteration
 * @param batchSize examples in one step
 * @param gradientShards parts a step is cut into (see UpdateSettings)
 * @param microBatchExamples examples in one forward and backward pass
 * @param gradientCheckpointing whether layers are computed again on the way back (see
 *     UpdateSettings)
 * @param checkpointEvery steps between checkpoints; 0 keeps only the last
 * @param loss which losses, and their constants
 * @param optimizer AdamW's settings
 */
public record PreferenceTrainingSettings(
    int steps,
    int batchSize,
    int gradientShards,
    int microBatchExamples,
    boolean gradientCheckpointing,
    @DecidesNothing int checkpointEvery,
    PreferenceLossSettings loss,
    AdamWSettings optimizer)
    implements Serializable {

  public PreferenceTrainingSettings {
    Require.atLeast("steps", steps, 1);
    Require.atLeast("batch-size", batchSize, 1);
    Require.atLeast("gradient-shards", gradientShards, 1);
    Require.atLeast("micro-batch-examples", microBatchExamples, 1);
    Require.atLeast("checkpoint-every", checkpointEvery, 0);
  }

  /** DPO in small batches. */
  public static PreferenceTrainingSettings defaults() {
    return new PreferenceTrainingSettings(
        400, 64, 4, 16, false, 100, PreferenceLossSettings.defaults(), AdamWSettings.defaults());
  }

  /** What of them decides the steps. What came later counts only where it is used. */
  JsonNode decisive() {
    ObjectNode decisive = (ObjectNode) SettingsTree.of(this);
    if (loss.tdpoAlpha() == null) {
      ((ObjectNode) decisive.get("loss")).remove("tdpo-alpha");
    }
    return decisive;
  }

  /** The same with another number of steps. */
  public PreferenceTrainingSettings withSteps(int other) {
    return new PreferenceTrainingSettings(
        other,
        batchSize,
        gradientShards,
        microBatchExamples,
        gradientCheckpointing,
        checkpointEvery,
        loss,
        optimizer);
  }
}
