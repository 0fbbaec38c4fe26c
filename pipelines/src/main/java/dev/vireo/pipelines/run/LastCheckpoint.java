package dev.vireo.pipelines.run;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;

/** The last checkpoint of a run whose steps are one work. */
public final class LastCheckpoint {
  private LastCheckpoint() {}

  /** The last checkpoint; those before it are of no use once it is there. */
  public static PolicyCheckpoint of(
      StageContext context, Trainer.Outcome outcome, CheckpointSettings settings) {
    if (!outcome.seconds().isEmpty() && settings.keep() > 0) {
      new SupersededCheckpoints(context.run(), UpdatePolicy.FOLDER)
          .ofOneWork()
          .forEach(superseded -> context.run().delete(superseded.path()));
    }
    return outcome.checkpoint();
  }
}
