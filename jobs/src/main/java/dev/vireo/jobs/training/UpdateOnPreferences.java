package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.preference.NashMdLoss;
import dev.vireo.algorithms.loss.preference.PreferenceLoss;
import dev.vireo.algorithms.loss.preference.PreferenceProbability;
import dev.vireo.algorithms.loss.preference.XpoLoss;
import dev.vireo.algorithms.sampling.SamplingKey;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stage that improves the policy by what is preferred among its own completions: {@code
 * checkpoints/step-N}. Each iteration takes as many steps; where it has fewer examples than a step
 * asks for, a step takes them all, and where it has none, the gradient is zero.
 */
public final class UpdateOnPreferences {

  private UpdateOnPreferences() {}

  /**
   * What Nash-MD learns from.
   *
   * @param rollouts groups of a completion of the policy and one of the mixture
   * @param rewards of both
   * @param logprobs of both under the reference policy, at temperature 1
   */
  public record Compared(
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Logprobs> logprobs) {}

  /**
   * What pairs are held against.
   *
   * @param pairs of the iteration
   * @param logprobs of the same pairs under the reference policy, in the same chunks and rows;
   *     empty where the loss needs none
   * @param reference the reference policy itself; empty unless the loss compares distributions
   */
  public record Paired(
      DatasetHandle<PreferencePair> pairs,
      Optional<DatasetHandle<PreferenceLogprobs>> logprobs,
      Optional<PolicyCheckpoint> reference) {

    private Fingerprint in(Fingerprint declared, PolicyCheckpoint policy) {
      Fingerprint fingerprint =
          declared.input("policy", policy.contentHash()).input("preferences", pairs.contentHash());
      if (logprobs.isPresent()) {
        fingerprint = fingerprint.input("logprobs", logprobs.get().contentHash());
      }
      return reference.isPresent()
          ? fingerprint.input("reference", reference.get().contentHash())
          : fingerprint;
    }

    private PreferencePairs examples(PreferenceTrainingSettings settings) {
      return new PreferencePairs(pairs, logprobs.orElse(null), settings.loss().needsPrompt());
    }
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(PreferenceTrainingSettings settings, long seed) {
    return Fingerprint.of(UpdatePolicy.STAGE).settings(settings.decisive()).seed(seed);
  }

  /** The same for XPO. */
  public static Fingerprint declaredXpo(
      PreferenceTrainingSettings settings, double alpha, long seed) {
    return Fingerprint.of(UpdatePolicy.STAGE)
        .settings(Map.of("preference", settings.decisive(), "alpha", alpha))
        .seed(seed);
  }

  /** The same for Nash-MD. */
  public static Fingerprint declaredNashMd(
      PreferenceTrainingSettings settings,
      String reward,
      PreferenceProbability probability,
      long seed) {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("preference", settings.decisive());
    read.put("reward", reward);
    read.put("probability", probability);
    return Fingerprint.of(UpdatePolicy.STAGE).settings(read).seed(seed);
  }

  /**
   * Turns one iteration's pairs into optimizer steps.
   *
   * @param policy the old policy
   */
  public static Trainer.Outcome pairs(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      Paired paired,
      PreferenceTrainingSettings settings) {
    return run(
        context,
        iteration,
        policy,
        paired.in(declared(settings, context.seed()), policy),
        paired.examples(settings),
        new PreferenceLoss(settings.loss()),
        settings,
        paired.reference());
  }

  /**
   * The same by XPO, of pairs of a completion of the policy and one of the reference policy.
   *
   * @param alpha weight of exploration
   */
  public static Trainer.Outcome xpo(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      Paired paired,
      PreferenceTrainingSettings settings,
      double alpha) {
    return run(
        context,
        iteration,
        policy,
        paired.in(declaredXpo(settings, alpha, context.seed()), policy),
        new OpponentPairs(paired.examples(settings), 1),
        new XpoLoss(settings.loss(), alpha),
        settings,
        paired.reference());
  }

  /**
   * Turns one iteration's comparisons with the mixture into optimizer steps, by Nash-MD.
   *
   * @param reward the reward whose values count; null for the weighted sum of all
   * @param probability of a preference by two rewards
   */
  public static Trainer.Outcome nashMd(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      Compared compared,
      PreferenceTrainingSettings settings,
      String reward,
      PreferenceProbability probability) {
    Fingerprint fingerprint =
        declaredNashMd(settings, reward, probability, context.seed())
            .input("policy", policy.contentHash())
            .input("rollouts", compared.rollouts().contentHash())
            .input("rewards", compared.rewards().contentHash())
            .input("logprobs", compared.logprobs().contentHash());
    return run(
        context,
        iteration,
        policy,
        fingerprint,
        new ComparedCompletions(
            compared.rollouts(), compared.rewards(), compared.logprobs(), reward, probability),
        new NashMdLoss(settings.loss().beta()),
        settings,
        Optional.empty());
  }

  private static <E> Trainer.Outcome run(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      Fingerprint fingerprint,
      TrainingExamples<E> examples,
      Loss<E> loss,
      PreferenceTrainingSettings settings,
      Optional<PolicyCheckpoint> reference) {
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
                        settings.microBatchExamples(), 1, settings.gradientCheckpointing(), true),
                    reference.map(PolicyCheckpoint::untrained)),
            StopCondition.NEVER);
  }
}
