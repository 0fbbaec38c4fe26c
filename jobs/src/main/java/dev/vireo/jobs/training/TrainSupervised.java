package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.SupervisedLoss;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;

/** The stage that imitates demonstrations: {@code fine-tuned/NAME/step-N}. */
public final class TrainSupervised {

  /** Where the phases' folders lie in the run directory. */
  public static final String FOLDER = "fine-tuned";

  private TrainSupervised() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(SftTrainingSettings settings, long seed) {
    return Fingerprint.of("fine-tune-policy", 2).settings(settings).seed(seed);
  }

  /**
   * Trains a policy on demonstrations.
   *
   * @param name the phase's folder
   * @param demonstrations what is imitated; a phase that is done does not read them
   * @param stop may end the phase early; what it depends on must be in {@code watched}
   * @param watched what the condition depends on, for the fingerprint
   */
  public static Trainer.Outcome run(
      StageContext context,
      String name,
      PolicyCheckpoint policy,
      DatasetHandle<Demonstration> demonstrations,
      SftTrainingSettings settings,
      String watched,
      StopCondition stop) {
    Trainer.Work work =
        new Trainer.Work(
            declared(settings, context.seed())
                .input("policy", policy.contentHash())
                .input("demonstrations", demonstrations.contentHash())
                .input("watched", watched),
            0,
            settings.steps(),
            new CheckpointSeries(FOLDER + "/" + name, 0),
            settings.checkpointEvery(),
            settings.optimizer(),
            false,
            false);
    Demonstrations examples = new Demonstrations(demonstrations);
    return new Trainer(context, policy)
        .run(
            work,
            () ->
                Recipe.of(
                    examples,
                    StepPlanner.epochs(
                        context,
                        examples,
                        settings.batchSize(),
                        settings.gradientShards(),
                        settings.microBatchCompletions()),
                    new SupervisedLoss(),
                    new Pass(
                        settings.microBatchCompletions(),
                        1,
                        settings.gradientCheckpointing(),
                        false)),
            stop);
  }
}
