package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.value.ValueExample;
import dev.vireo.algorithms.loss.value.ValueLoss;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;

/** The stage that teaches the critic the returns: {@code critic/step-N}. */
public final class UpdateCritic {

  /** The stage's name. */
  public static final String STAGE = "update-critic";

  /** Where the critic's checkpoints lie in the run directory. */
  public static final String FOLDER = "critic";

  private UpdateCritic() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(CriticUpdateSettings settings, long seed) {
    return Fingerprint.of(STAGE).settings(settings).seed(seed);
  }

  /**
   * Turns one iteration's returns into optimizer steps.
   *
   * @param critic the one that valued the rollouts
   * @param values what it said
   * @param advantages the returns
   */
  public static Trainer.Outcome run(
      StageContext context,
      int iteration,
      PolicyCheckpoint critic,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Values> values,
      DatasetHandle<Advantages> advantages,
      CriticUpdateSettings settings) {
    Trainer.Work work =
        new Trainer.Work(
            declared(settings, context.seed())
                .input("critic", critic.contentHash())
                .input("values", values.contentHash())
                .input("advantages", advantages.contentHash()),
            iteration,
            settings.stepsPerIteration(Math.toIntExact(rollouts.rows())),
            new CheckpointSeries(FOLDER, critic.step()),
            settings.checkpointEvery(),
            settings.optimizer(),
            critic.step() > 0,
            true);
    ValueExamples examples =
        new ValueExamples(rollouts, values, advantages, settings.loss().afterLast());
    return new Trainer(context, critic)
        .run(work, () -> recipe(context, iteration, examples, settings), StopCondition.NEVER);
  }

  private static Recipe<ValueExample> recipe(
      StageContext context, int iteration, ValueExamples examples, CriticUpdateSettings settings) {
    int groups = Math.toIntExact(examples.dataset().rows());
    return Recipe.of(
        examples,
        new StepPlanner(
            ExampleIndex.of(context, examples),
            StepBatches.passes(
                groups,
                settings.groupsInStep(groups),
                settings.updatesPerIteration(),
                context.seed(),
                iteration),
            Sharding.CONSECUTIVE,
            settings.gradientShards(),
            settings.microBatchCompletions(),
            0),
        new ValueLoss(settings.loss()),
        new Pass(settings.microBatchCompletions(), 1, settings.gradientCheckpointing(), false));
  }

  /** Path of the critic's checkpoint after so many steps, in the run directory. */
  public static String folder(long step) {
    return new CheckpointSeries(FOLDER, 0).at(step);
  }
}
