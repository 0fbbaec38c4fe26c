package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.reward.PairwiseRewardLoss;
import dev.vireo.algorithms.loss.reward.RatedRewardLoss;
import dev.vireo.jobs.data.preferences.RatedSource;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.store.manifest.Fingerprint;
import java.util.Map;

/** The stage that trains a reward model: {@code checkpoints/step-N}. */
public final class TrainRewardModel {

  /** The stage's name. */
  public static final String STAGE = "train-reward-model";

  private TrainRewardModel() {}

  /**
   * What the stage reads of a configuration; its inputs come to it.
   *
   * @param heldOut share of prompts whose pairs are held out
   */
  public static Fingerprint declared(RewardTrainingSettings settings, double heldOut, long seed) {
    return Fingerprint.of(STAGE)
        .settings(Map.of("reward-model", settings, "held-out", heldOut))
        .seed(seed);
  }

  /**
   * Trains a reward model, or a preference model, on pairs.
   *
   * @param model a model with a scalar head: all of its parameters are trained, or an adapter and
   *     the head where it is one
   * @throws InputException if all pairs are held out, or the loss is over single completions
   */
  public static Trainer.Outcome run(
      StageContext context,
      PolicyCheckpoint model,
      RewardPairSource pairs,
      RewardTrainingSettings settings) {
    return run(
        context,
        model,
        new RewardPairs(pairs, settings.loss().loss().everyToken()),
        new PairwiseRewardLoss(settings.loss()),
        pairs.reading().heldOut(),
        settings);
  }

  /**
   * Trains a reward model on single completions.
   *
   * @param model as for pairs
   * @throws InputException if all completions are held out, or the loss is over pairs
   */
  public static Trainer.Outcome runRated(
      StageContext context,
      PolicyCheckpoint model,
      RatedSource completions,
      RewardTrainingSettings settings) {
    return run(
        context,
        model,
        new RatedCompletions(completions),
        new RatedRewardLoss(settings.loss()),
        completions.reading().heldOut(),
        settings);
  }

  private static <E> Trainer.Outcome run(
      StageContext context,
      PolicyCheckpoint model,
      TrainingExamples<E> examples,
      Loss<E> loss,
      double heldOut,
      RewardTrainingSettings settings) {
    Trainer.Work work =
        new Trainer.Work(
            declared(settings, heldOut, context.seed())
                .input("model", model.contentHash())
                .input("preferences", examples.dataset().contentHash()),
            0,
            settings.steps(),
            new CheckpointSeries(UpdatePolicy.FOLDER, model.step()),
            settings.checkpointEvery(),
            settings.optimizer(),
            false,
            true);
    return new Trainer(context, model)
        .run(
            work,
            () ->
                Recipe.of(
                    examples,
                    plan(context, examples, settings),
                    loss,
                    new Pass(
                        settings.microBatchExamples(), 1, settings.gradientCheckpointing(), false)),
            StopCondition.NEVER);
  }

  private static StepPlanner plan(
      StageContext context, TrainingExamples<?> examples, RewardTrainingSettings settings) {
    StepPlanner plan =
        StepPlanner.epochs(
            context,
            examples,
            settings.batchSize(),
            settings.gradientShards(),
            settings.microBatchExamples());
    if (plan.index().isEmpty()) {
      throw new InputException(
          "No examples are left to train on: all are held out, or none can be used; lower"
              + " evaluation.held-out, or check the preferences");
    }
    return plan;
  }
}
