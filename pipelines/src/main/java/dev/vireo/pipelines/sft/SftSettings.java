package dev.vireo.pipelines.sft;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.evaluation.SuiteSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;

/**
 * Supervised fine-tuning, as a YAML file describes it.
 *
 * @param pipeline the kind of run: sft
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param device where policies compute: gpu, cpu, or auto (a GPU if there is one)
 * @param compute the format of matrix products: f32, bf16 (with sums in float32; what is trained
 *     stays float32), or auto (bf16 where the driver multiplies it natively)
 * @param gradientExchange where a step's gradients are added: driver, or slices
 * @param trainingEngine what makes optimizer steps, and scores with models: local, the engine that
 *     comes with Vireo, or torch, whose workers run beside Spark's tasks
 * @param torch the workers of training-engine torch
 * @param policy where the policy comes from
 * @param sft phases of fine-tuning, in order; all parameters are trained
 * @param prompts prompts whose held-out share evaluates the policy; without a path there is no
 *     evaluation
 * @param rollouts how held-out prompts are completed
 * @param rewards how such a completion is rewarded
 * @param evaluation how held-out prompts are used
 * @param checkpoints what is kept
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record SftSettings(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    @DecidesNothing DeviceChoice device,
    ComputeChoice compute,
    @DecidesNothing ExchangeChoice gradientExchange,
    TrainingEngine trainingEngine,
    TorchSettings torch,
    PolicySettings policy,
    List<FineTunePhase> sft,
    PromptSettings prompts,
    RolloutSettings rollouts,
    List<RewardSettings> rewards,
    EvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing List<TrackerSettings> tracking)
    implements PolicyRun {

  /** The name of the pipeline. */
  public static final String NAME = "sft";

  public SftSettings {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    sft = List.copyOf(sft);
    rewards = List.copyOf(rewards);
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the policy and the phases, which have none. */
  public static SftSettings defaults() {
    return new SftSettings(
        NAME,
        null,
        17,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        ExchangeChoice.DRIVER,
        TrainingEngine.LOCAL,
        TorchSettings.defaults(),
        PolicySettings.defaults(),
        List.of(),
        PromptSettings.defaults(),
        RolloutSettings.defaults(),
        List.of(),
        EvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        List.of());
  }

  /** Whether the policy is judged on held-out prompts. */
  boolean judges() {
    return prompts.path() != null;
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    if (watches()) {
      RunSettings.require("prompts.path", prompts.path());
    }
  }

  @Override
  public void check() {
    RunChecks.noLag(rollouts);
    if (sft.isEmpty()) {
      throw new InputException(
          "The configuration has no sft; name a phase: sft: [{name: ..., demonstrations: {path:"
              + " ...}}]");
    }
    if (policy.adapter() != null) {
      throw new InputException(
          "policy.adapter is for pipelines that train one; sft trains all parameters");
    }
    if (judges() || watches()) {
      RunChecks.policy(this);
    }
    checkSuites();
  }

  private void checkSuites() {
    if (!judges()) {
      RunChecks.noSuites(this);
    }
    for (SuiteSettings suite : evaluation.suites()) {
      if (suite.metrics().winsBy() != null) {
        throw new InputException(
            "metrics.wins-by of suite '%s' compares with the policy that training starts from, which sft does not evaluate: leave it out"
                .formatted(suite.name()));
      }
    }
  }

  @Override
  public SftPipeline pipeline(StageContext context) {
    return new SftPipeline(context, this);
  }
}
