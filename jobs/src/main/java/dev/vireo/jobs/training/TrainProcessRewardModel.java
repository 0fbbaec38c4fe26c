package dev.vireo.jobs.training;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.reward.StepLabelLoss;
import dev.vireo.jobs.data.steps.StepSource;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.store.manifest.Fingerprint;
import java.util.Map;

/** The stage that trains a process reward model: {@code checkpoints/step-N}. */
public final class TrainProcessRewardModel {

  /** The stage's name. */
  public static final String STAGE = "train-process-reward-model";

  private TrainProcessRewardModel() {}

  /**
   * What the stage reads of a configuration; its inputs come to it.
   *
   * @param heldOut share of prompts whose completions are held out
   */
  public static Fingerprint declared(
      ProcessRewardTrainingSettings settings, double heldOut, long seed) {
    return Fingerprint.of(STAGE)
        .settings(Map.of("process-reward-model", settings, "held-out", heldOut))
        .seed(seed);
  }

  /**
   * Trains a process reward model on labelled steps.
   *
   * @param model a model with two scores at every token: all of its parameters are trained, or an
   *     adapter and the head where it is one
   * @throws InputException if no labels are left to train on
   */
  public static Trainer.Outcome run(
      StageContext context,
      PolicyCheckpoint model,
      StepSource steps,
      ProcessRewardTrainingSettings settings) {
    StepExamples examples = new StepExamples(steps, settings.trainOnLastStepOnly());
    Trainer.Work work =
        new Trainer.Work(
            declared(settings, steps.heldOut(), context.seed())
                .input("model", model.contentHash())
                .input("step-examples", examples.dataset().contentHash()),
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
                    new StepLabelLoss(),
                    new Pass(
                        settings.microBatchExamples(), 1, settings.gradientCheckpointing(), false)),
            StopCondition.NEVER);
  }

  private static StepPlanner plan(
      StageContext context, StepExamples examples, ProcessRewardTrainingSettings settings) {
    StepPlanner plan =
        StepPlanner.epochs(
            context,
            examples,
            settings.batchSize(),
            settings.gradientShards(),
            settings.microBatchExamples());
    if (plan.index().isEmpty()) {
      throw new InputException(
          "No labelled steps are left to train on: all are held out, or cut off; lower"
              + " evaluation.held-out, or raise step-labels.max-tokens");
    }
    return plan;
  }
}
