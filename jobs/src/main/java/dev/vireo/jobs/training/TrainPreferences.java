package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.preference.PairExample;
import dev.vireo.algorithms.loss.preference.PreferenceLoss;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.loss.preference.UnpairedExample;
import dev.vireo.algorithms.loss.preference.UnpairedLoss;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.UnpairedLogprobs;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Optional;

/** The stage that learns from preferences: {@code checkpoints/step-N}. */
public final class TrainPreferences {

  private TrainPreferences() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(PreferenceTrainingSettings settings, long seed) {
    return Fingerprint.of("train-preferences").settings(settings.decisive()).seed(seed);
  }

  /**
   * Trains a policy on pairs.
   *
   * @param policy all of its parameters are trained, or the adapter alone where it is one; it is
   *     the reference that a loss compares distributions with
   * @param logprobs of the same pairs under the reference policy, in the same chunks and rows;
   *     empty where the loss needs none
   * @throws dev.vireo.algorithms.InputException if the loss is over unpaired examples, or needs a
   *     reference and there is none
   */
  public static Trainer.Outcome run(
      StageContext context,
      PolicyCheckpoint policy,
      DatasetHandle<PreferencePair> pairs,
      Optional<DatasetHandle<PreferenceLogprobs>> logprobs,
      PreferenceTrainingSettings settings) {
    PreferenceLossSettings loss = settings.loss();
    PreferencePairs examples =
        new PreferencePairs(pairs, logprobs.orElse(null), loss.needsPrompt());
    Loss<PairExample> ofPairs = new PreferenceLoss(loss);
    return run(context, policy, examples, logprobs, settings, baseline -> ofPairs);
  }

  /**
   * Trains a policy on completions that are desirable or not.
   *
   * @param policy all of its parameters are trained, or the adapter alone where it is one
   * @param logprobs of the same examples under the reference policy, in the same chunks and rows
   * @throws dev.vireo.algorithms.InputException if the loss is over pairs
   */
  public static Trainer.Outcome runUnpaired(
      StageContext context,
      PolicyCheckpoint policy,
      DatasetHandle<dev.vireo.schemas.UnpairedExample> unpaired,
      DatasetHandle<UnpairedLogprobs> logprobs,
      PreferenceTrainingSettings settings) {
    PreferenceLossSettings loss = settings.loss();
    UnpairedExamples examples = new UnpairedExamples(unpaired, logprobs, loss.needsBaseline());
    Loss<UnpairedExample> ofSingles = new UnpairedLoss(loss);
    return run(
        context,
        policy,
        examples,
        Optional.of(logprobs),
        settings,
        baseline -> BaselineLoss.of(ofSingles, baseline));
  }

  private static <E> Trainer.Outcome run(
      StageContext context,
      PolicyCheckpoint policy,
      TrainingExamples<E> examples,
      Optional<? extends DatasetHandle<?>> logprobs,
      PreferenceTrainingSettings settings,
      Recipe.LossOfStep<E> loss) {
    Fingerprint fingerprint =
        declared(settings, context.seed())
            .input("policy", policy.contentHash())
            .input("preferences", examples.dataset().contentHash());
    if (logprobs.isPresent()) {
      fingerprint = fingerprint.input("logprobs", logprobs.get().contentHash());
    }
    Trainer.Work work =
        new Trainer.Work(
            fingerprint,
            0,
            settings.steps(),
            new CheckpointSeries(UpdatePolicy.FOLDER, policy.step()),
            settings.checkpointEvery(),
            settings.optimizer(),
            false,
            true);
    return new Trainer(context, policy)
        .run(
            work,
            () ->
                new Recipe<>(
                    examples,
                    StepPlanner.epochs(
                        context,
                        examples,
                        settings.batchSize(),
                        settings.gradientShards(),
                        settings.microBatchExamples()),
                    loss,
                    settings.loss().needsBaseline(),
                    new Pass(
                        settings.microBatchExamples(), 1, settings.gradientCheckpointing(), true),
                    settings.loss().comparesDistributions()
                        ? Optional.of(policy.untrained())
                        : Optional.empty()),
            StopCondition.NEVER);
  }
}
