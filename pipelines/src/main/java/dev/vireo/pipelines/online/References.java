package dev.vireo.pipelines.online;

import dev.vireo.jobs.policy.AveragedReference;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.CheckpointSeries;
import dev.vireo.pipelines.run.IterationStages;
import java.util.Set;

/** The policies that iterations are held against, each made when it is first needed. */
final class References {

  private final StageContext context;
  private final OnlinePreferenceConfig config;
  private final ReferenceSettings settings;
  private final IterationStages iterations;

  /** The last one that was asked for, and the iteration after which it was made. */
  private PolicyCheckpoint latest;

  private int renewed = -1;

  References(StageContext context, OnlinePreferenceConfig config, IterationStages iterations) {
    this.context = context;
    this.config = config;
    this.settings = config.reference();
    this.iterations = iterations;
  }

  /** What an iteration is held against. */
  PolicyCheckpoint of(int iteration) {
    return after(settings.renewedBefore(iteration));
  }

  /** The reference as it was renewed after an iteration; after none, what it all started from. */
  PolicyCheckpoint after(int iteration) {
    if (iteration != renewed) {
      latest = made(iteration);
      renewed = iteration;
    }
    return latest;
  }

  private PolicyCheckpoint made(int iteration) {
    PolicyCheckpoint policy = iterations.policyAfter(iteration);
    if (iteration == 0 || !settings.isMixed()) {
      return policy;
    }
    PolicyCheckpoint mixed =
        AveragedReference.run(
            context,
            new CheckpointSeries(AveragedReference.FOLDER, 0).at(policy.step()),
            policy,
            after(settings.renewedBefore(iteration)),
            settings.weight());
    clean(mixed);
    return mixed;
  }

  /** Those before the last are of no use once it is there. */
  private void clean(PolicyCheckpoint last) {
    if (config.checkpoints().keep() > 0) {
      int steps = config.stepsPerIteration() * settings.every();
      new SupersededCheckpoints(context.run(), AveragedReference.FOLDER)
          .ofIterations(1, steps, last.step(), Set.of())
          .forEach(superseded -> context.run().delete(superseded.path()));
    }
  }
}
