package dev.vireo.pipelines.processreward;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.steps.StepLabelSettings;
import dev.vireo.jobs.evaluation.StepEvaluationSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.continuations.RolloutStepSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.ProcessRewardTrainingSettings;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;

/**
 * A process reward model, as a YAML file describes it.
 *
 * @param pipeline the kind of run: process-reward-model
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param device where the model computes: gpu, cpu, or auto (a GPU if there is one)
 * @param compute the format of matrix products: f32, bf16 (with sums in float32; what is trained
 *     stays float32), or auto (bf16 where the driver multiplies it natively)
 * @param gradientExchange where a step's gradients are added: driver, or slices
 * @param trainingEngine what makes optimizer steps, and scores with models: local, the engine that
 *     comes with Vireo, or torch, whose workers run beside Spark's tasks
 * @param torch the workers of training-engine torch
 * @param policy the language model whose head is replaced by a new one with two scores at every
 *     token
 * @param stepLabels completions with labelled steps from files, and how steps become tokens
 * @param rolloutSteps the rollouts of a run whose steps are labelled by continuing from them
 * @param rollouts how continuations are sampled; a group is the continuations of a step
 * @param rewards how a continued completion is rewarded
 * @param processRewardModel the optimizer, steps
 * @param evaluation how the model is judged on held-out labels
 * @param checkpoints what is kept
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record ProcessRewardConfig(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    @DecidesNothing DeviceChoice device,
    ComputeChoice compute,
    @DecidesNothing ExchangeChoice gradientExchange,
    TrainingEngine trainingEngine,
    TorchSettings torch,
    PolicySettings policy,
    StepLabelSettings stepLabels,
    RolloutStepSettings rolloutSteps,
    RolloutSettings rollouts,
    List<RewardSettings> rewards,
    ProcessRewardTrainingSettings processRewardModel,
    StepEvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing List<TrackerSettings> tracking)
    implements ModelRun {

  /** The name of the pipeline. */
  public static final String NAME = "process-reward-model";

  public ProcessRewardConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    rewards = List.copyOf(rewards);
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the policy and the labels, which have none. */
  public static ProcessRewardConfig defaults() {
    return new ProcessRewardConfig(
        NAME,
        null,
        17,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        ExchangeChoice.DRIVER,
        TrainingEngine.LOCAL,
        TorchSettings.defaults(),
        PolicySettings.defaults(),
        StepLabelSettings.defaults(),
        RolloutStepSettings.defaults(),
        RolloutSettings.defaults(),
        List.of(),
        ProcessRewardTrainingSettings.defaults(),
        StepEvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        List.of());
  }

  /** Whether a step is wrong, and whether it is right. */
  @Override
  public ScalarHead head() {
    return new ScalarHead(2, true);
  }

  /** Whether labels are made of rollouts. */
  boolean fromRollouts() {
    return rolloutSteps.run() != null;
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    if ((stepLabels.path() != null) == fromRollouts()) {
      throw new InputException(
          "Give one source of labels: step-labels.path or rollout-steps.run; there are "
              + (fromRollouts() ? "two" : "none"));
    }
  }

  @Override
  public void check() {
    RunChecks.noLag(rollouts);
    if (policy.isNew()) {
      throw new InputException(
          "A process reward model starts from a trained model: give policy.model, a Hugging Face"
              + " directory, or policy.from, another run");
    }
    if (fromRollouts()) {
      scorer();
    }
  }

  /** Tells which completions are right. */
  RewardScorer scorer() {
    if (rewards.isEmpty()) {
      throw new InputException(
          "rollout-steps.run is given, but no rewards: name one that tells which completions are"
              + " right, such as {type: exact-match}");
    }
    RewardScorer scorer = RewardScorer.create(RunRewards.settings(rewards));
    if (!scorer.columnRewards().isEmpty() || !scorer.datasetRewards().isEmpty()) {
      throw new InputException(
          "rewards: types sql, mllib and dataset cannot judge continuations; use a reward of another"
              + " type");
    }
    return scorer;
  }

  @Override
  public void checkServers() {
    if (fromRollouts()) {
      scorer().checkServers();
    }
  }

  @Override
  public ProcessRewardPipeline pipeline(StageContext context) {
    return new ProcessRewardPipeline(context, this);
  }
}
