package dev.vireo.pipelines.mllib;

import dev.vireo.jobs.rewards.mllib.MllibTrainingSettings;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.pipelines.run.DataWork;
import dev.vireo.pipelines.run.StageWork;

/**
 * What the stages have in memory. Rows count for nothing: reading passes them on, and training
 * keeps them in the heap as far as there is room, and on disk beyond.
 */
final class MllibWork {

  /** Sums, means, extremes and the like that Spark takes of each feature. */
  private static final int STATISTICS = 8;

  /** Steps, differences of gradients and points that Spark's L-BFGS remembers on the driver. */
  private static final int REMEMBERED = 26;

  private MllibWork() {}

  /** A packet of rows at a time. */
  static DataWork shardPreferences() {
    return new DataWork(
        "preferences", StageWork.MANY, MemoryEstimate.none(), MemoryEstimate.none());
  }

  /** All rows in one task, vectors of the features around it. */
  static DataWork training(MllibTrainingSettings settings) {
    long vector = ((long) settings.wordFeatures() + settings.characterFeatures()) * Double.BYTES;
    return new DataWork(
        "reward model",
        1,
        MemoryEstimate.none().plus("statistics", STATISTICS * vector),
        MemoryEstimate.none()
            .plus("statistics", STATISTICS * vector)
            .plus("optimizer", REMEMBERED * vector));
  }
}
