package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.algorithms.loss.policy.PolicyLoss;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Optional;

/** The stage that improves the policy: {@code checkpoints/step-N}. */
public final class UpdatePolicy {

  /** The stage's name. */
  public static final String STAGE = "update-policy";

  /** Where checkpoints of reinforcement lie in the run directory. */
  public static final String FOLDER = "checkpoints";

  private UpdatePolicy() {}

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(UpdateSettings settings, long seed) {
    return Fingerprint.of(STAGE, 2).settings(settings).seed(seed);
  }

  /**
   * Turns one iteration's rollouts into optimizer steps.
   *
   * @param policy the old policy, or a later one than that which made the rollouts
   * @param logprobs of the same rollouts under the reference policy, read where beta is above 0
   * @param temperature the rollouts' sampling temperature
   * @param maxNewTokens longest completion of the rollouts
   */
  public static Trainer.Outcome run(
      StageContext context,
      int iteration,
      PolicyCheckpoint policy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Advantages> advantages,
      Optional<DatasetHandle<Logprobs>> logprobs,
      UpdateSettings settings,
      double temperature,
      int maxNewTokens) {
    Fingerprint fingerprint =
        declared(settings, context.seed())
            .input("policy", policy.contentHash())
            .input("rollouts", rollouts.contentHash())
            .input("advantages", advantages.contentHash());
    Optional<DatasetHandle<Logprobs>> compared =
        settings.objective().beta() > 0 ? Optional.of(logprobs.orElseThrow()) : Optional.empty();
    if (compared.isPresent()) {
      fingerprint = fingerprint.input("logprobs", compared.get().contentHash());
    }
    Trainer.Work work =
        new Trainer.Work(
            fingerprint,
            iteration,
            settings.stepsPerIteration(Math.toIntExact(rollouts.rows())),
            new CheckpointSeries(FOLDER, policy.step()),
            settings.checkpointEvery(),
            settings.optimizer(),
            policy.step() > 0,
            true);
    return new Trainer(context, policy)
        .run(
            work,
            () ->
                recipe(
                    context,
                    iteration,
                    policy.step(),
                    rollouts,
                    advantages,
                    compared,
                    settings,
                    temperature,
                    maxNewTokens),
            StopCondition.NEVER);
  }

  static Recipe<PolicyExample> recipe(
      StageContext context,
      int iteration,
      long step,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Advantages> advantages,
      Optional<DatasetHandle<Logprobs>> logprobs,
      UpdateSettings settings,
      double temperature,
      int maxNewTokens) {
    int groups = Math.toIntExact(rollouts.rows());
    RolloutExamples examples =
        new RolloutExamples(
            rollouts,
            advantages,
            logprobs.orElse(null),
            // In an iteration's only step, the policy that made the rollouts is still the policy.
            settings.stepsPerIteration(groups) == 1 && madeAt(rollouts) == step,
            skipsZero(settings));
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
            maxNewTokens),
        new PolicyLoss(settings.objective()),
        new Pass(
            settings.microBatchCompletions(), temperature, settings.gradientCheckpointing(), true));
  }

  /** Optimizer steps behind the policy that made an iteration's rollouts. */
  private static long madeAt(DatasetHandle<Rollout> rollouts) {
    return rollouts.read(0, "prompt_id", "policy_step").get(0).getPolicyStep();
  }

  /** Whether a group without a signal has no gradient. */
  static boolean skipsZero(UpdateSettings settings) {
    return settings.objective().beta() == 0 && !settings.objective().loss().dependsOnMicroBatches();
  }

  /** Path of the checkpoint after so many steps of reinforcement, in the run directory. */
  public static String folder(long step) {
    return new CheckpointSeries(FOLDER, 0).at(step);
  }
}
