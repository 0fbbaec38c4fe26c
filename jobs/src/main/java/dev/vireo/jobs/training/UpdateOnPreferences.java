package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.preference.PreferenceLoss;
import dev.vireo.algorithms.loss.preference.PreferenceLossSettings;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Optional;

/**
 * The stage that improves the policy by what is preferred among its own completions: {@code
 * checkpoints/step-N}. Each iteration takes as many steps; where it has fewer examples than a step
 * asks for, a step takes them all, and where it has none, the gradient is zero.
 */
public final class UpdateOnPreferences {

  private UpdateOnPreferences() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(PreferenceTrainingSettings settings, long seed) {
    return Fingerprint.of(UpdatePolicy.STAGE).settings(settings).seed(seed);
  }

  /**
   * Turns one iteration's pairs into optimizer steps.
   *
   * @param policy the old policy
   * @param logprobs of the same pairs under the reference policy, in the same chunks and rows;
   *     empty where the loss needs none
   */
  public static Trainer.Outcome pairs(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      DatasetHandle<PreferencePair> pairs,
      Optional<DatasetHandle<PreferenceLogprobs>> logprobs,
      PreferenceTrainingSettings settings) {
    PreferenceLossSettings loss = settings.loss();
    Fingerprint fingerprint =
        declared(settings, context.seed())
            .input("policy", policy.contentHash())
            .input("preferences", pairs.contentHash());
    if (logprobs.isPresent()) {
      fingerprint = fingerprint.input("logprobs", logprobs.get().contentHash());
    }
    return run(
        context,
        iteration,
        policy,
        fingerprint,
        new PreferencePairs(pairs, logprobs.orElse(null), loss.needsPrompt()),
        new PreferenceLoss(loss),
        settings);
  }

  private static <E> Trainer.Outcome run(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      Fingerprint fingerprint,
      TrainingExamples<E> examples,
      Loss<E> loss,
      PreferenceTrainingSettings settings) {
    Trainer.Work work =
        new Trainer.Work(
            fingerprint,
            iteration,
            settings.steps(),
            new CheckpointSeries(UpdatePolicy.FOLDER, policy.step()),
            settings.checkpointEvery(),
            settings.optimizer(),
            policy.step() > 0,
            true);
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
                        settings.microBatchExamples(),
                        SamplingKey.iterationKey(context.seed(), iteration)),
                    loss,
                    new Pass(
                        settings.microBatchExamples(), 1, settings.gradientCheckpointing(), true)),
            StopCondition.NEVER);
  }
}
