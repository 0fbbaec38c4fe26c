package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.PreferenceTrainingSettings;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;

/**
 * Online preference optimization, as a YAML file describes it.
 *
 * @param pipeline the kind of run: online-preference
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param algorithm dpo, which compares the policy's completions with each other; xpo, with those of
 *     the reference policy; or nash-md, with those of the mixture of both
 * @param device where policies compute: gpu, cpu, or auto (a GPU if there is one)
 * @param compute the format of matrix products: f32, bf16 (with sums in float32; what is trained
 *     stays float32), or auto (bf16 where the driver multiplies it natively)
 * @param gradientExchange where a step's gradients are added: driver, or slices
 * @param trainingEngine what makes optimizer steps, and scores with models: local, the engine that
 *     comes with Vireo, or torch, whose workers run beside Spark's tasks
 * @param torch the workers of training-engine torch
 * @param iterations rounds of rollouts and updates; raising it later continues the run
 * @param promptsPerIteration prompts in one round
 * @param prompts where prompts come from
 * @param policy where the policy comes from
 * @param sft phases of supervised fine-tuning before the first iteration, in order; for a separate
 *     run use {@code pipeline: sft}
 * @param rollouts how completions are sampled; for xpo and nash-md groups of two, one of each side
 * @param environment what the policy acts in, turn by turn, until it ends a conversation; each
 *     completion is one message without it
 * @param rewards how a completion is rewarded; a judge that compares is a reward too
 * @param pairs which completions of a group become pairs; nash-md makes none, and reads the reward
 *     alone
 * @param reference which policy the policy is held against
 * @param xpo what algorithm xpo adds to the loss
 * @param nashMd what algorithm nash-md compares with, and how
 * @param preference the loss, optimizer, and the steps of each iteration; nash-md has a loss of its
 *     own, which reads beta
 * @param evaluation how held-out prompts are used
 * @param checkpoints what is kept
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record OnlinePreferenceConfig(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    OnlineAlgorithm algorithm,
    @DecidesNothing DeviceChoice device,
    ComputeChoice compute,
    @DecidesNothing ExchangeChoice gradientExchange,
    TrainingEngine trainingEngine,
    TorchSettings torch,
    @DecidesNothing int iterations,
    int promptsPerIteration,
    PromptSettings prompts,
    PolicySettings policy,
    List<FineTunePhase> sft,
    RolloutSettings rollouts,
    EnvironmentSettings environment,
    List<RewardSettings> rewards,
    PairSettings pairs,
    ReferenceSettings reference,
    XpoSettings xpo,
    NashMdSettings nashMd,
    PreferenceTrainingSettings preference,
    EvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing List<TrackerSettings> tracking)
    implements IteratedRun {

  /** The name of the pipeline. */
  public static final String NAME = "online-preference";

  public OnlinePreferenceConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    Require.atLeast("iterations", iterations, 0);
    Require.atLeast("prompts-per-iteration", promptsPerIteration, 1);
    sft = List.copyOf(sft);
    rewards = List.copyOf(rewards);
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the prompts' path and the rewards, which have none. */
  public static OnlinePreferenceConfig defaults() {
    return new OnlinePreferenceConfig(
        NAME,
        null,
        17,
        OnlineAlgorithm.DPO,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        ExchangeChoice.DRIVER,
        TrainingEngine.LOCAL,
        TorchSettings.defaults(),
        10,
        64,
        PromptSettings.defaults(),
        PolicySettings.defaults(),
        List.of(),
        RolloutSettings.defaults().withGroupSize(2),
        null,
        List.of(),
        PairSettings.defaults(),
        ReferenceSettings.defaults(),
        XpoSettings.defaults(),
        NashMdSettings.defaults(),
        PreferenceTrainingSettings.defaults().withSteps(1),
        EvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        List.of());
  }

  @Override
  public int stepsPerIteration() {
    return preference.steps();
  }

  @Override
  public long referenceStep(long latest) {
    int next = Math.toIntExact(latest / stepsPerIteration()) + 1;
    return reference.isMixed() ? 0 : stepAfter(reference.renewedBefore(next));
  }

  /** Whether any stage asks for the reference policy. */
  boolean needsReference() {
    return algorithm.hasOpponent() || preference.loss().needsReference();
  }

  /** The reference's weight in the mixture that prompts are completed by; null if there is none. */
  Double mixture() {
    return algorithm == OnlineAlgorithm.NASH_MD ? nashMd.mixtureWeight() : null;
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    RunSettings.require("prompts.path", prompts.path());
  }

  @Override
  public void check() {
    OnlineChecks.check(this);
  }

  @Override
  public void checkServers() {
    IteratedRun.super.checkServers();
    if (rollouts.engine() == Engine.OPENAI && iterations > 0) {
      rollouts.server().checkReach();
    }
  }

  @Override
  public OnlinePipeline pipeline(StageContext context) {
    return new OnlinePipeline(context, this);
  }
}
