package dev.vireo.pipelines.rewardmodel;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.loss.reward.RewardLossType;
import dev.vireo.jobs.data.preferences.Pairing;
import dev.vireo.jobs.data.preferences.PreferencePairSettings;
import dev.vireo.jobs.data.preferences.RolloutPairSettings;
import dev.vireo.jobs.data.preferences.UnpairedSettings;
import dev.vireo.jobs.data.preferences.Verdict;
import dev.vireo.jobs.evaluation.RewardEvaluationSettings;
import dev.vireo.jobs.policy.FinishedRewardModel;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.RewardTrainingSettings;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A neural reward model, as a YAML file describes it.
 *
 * @param pipeline the kind of run: reward-model
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param device where the model computes: gpu, cpu, or auto (a GPU if there is one)
 * @param compute the format of matrix products: f32, bf16 (with sums in float32; what is trained
 *     stays float32), or auto (bf16 where the driver multiplies it natively)
 * @param gradientExchange where a step's gradients are added: driver, or slices
 * @param trainingEngine what makes optimizer steps, and scores with models: local, the engine that
 *     comes with Vireo, or torch, whose workers run beside Spark's tasks
 * @param torch the workers of training-engine torch
 * @param policy the language model whose head is replaced by a new one with one score
 * @param preferences pairs from files
 * @param rolloutPairs pairs made from the rollouts and rewards of another run
 * @param unpaired completions with a label or a rating each, for the losses labels and regression
 * @param rewardModel the loss, optimizer, steps
 * @param saveAs what the finished model's directory holds: merged, a whole model, or adapter, the
 *     adapter of policy.adapter and the head alone, beside the model that they were trained on
 * @param evaluation how the model is judged on what is held out
 * @param checkpoints what is kept
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record RewardModelConfig(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    @DecidesNothing DeviceChoice device,
    ComputeChoice compute,
    @DecidesNothing ExchangeChoice gradientExchange,
    TrainingEngine trainingEngine,
    TorchSettings torch,
    PolicySettings policy,
    PreferencePairSettings preferences,
    RolloutPairSettings rolloutPairs,
    UnpairedSettings unpaired,
    RewardTrainingSettings rewardModel,
    FinishedRewardModel.Form saveAs,
    RewardEvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing List<TrackerSettings> tracking)
    implements ModelRun {

  /** The name of the pipeline. */
  public static final String NAME = "reward-model";

  public RewardModelConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    if (saveAs == null) {
      throw new InputException("save-as is null; it must be merged or adapter");
    }
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the policy and the preferences, which have none. */
  public static RewardModelConfig defaults() {
    return new RewardModelConfig(
        NAME,
        null,
        17,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        ExchangeChoice.DRIVER,
        TrainingEngine.LOCAL,
        TorchSettings.defaults(),
        PolicySettings.defaults(),
        PreferencePairSettings.defaults().dropping(),
        RolloutPairSettings.defaults(),
        UnpairedSettings.defaults().forRewards(),
        RewardTrainingSettings.defaults(),
        FinishedRewardModel.Form.MERGED,
        RewardEvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        List.of());
  }

  @Override
  public ScalarHead head() {
    return new ScalarHead(1);
  }

  /** Whether pairs are made of rollouts. */
  boolean fromRollouts() {
    return rolloutPairs.run() != null;
  }

  /** Whether examples are single completions. */
  boolean isUnpaired() {
    return rewardModel.loss().loss().isUnpaired();
  }

  /** What the loss asks of single completions. */
  Verdict verdict() {
    return rewardModel.loss().loss() == RewardLossType.REGRESSION ? Verdict.RATING : Verdict.LABEL;
  }

  /** Longest text in tokens; 0 for any that fits into the context. */
  int maxTokens() {
    if (fromRollouts()) {
      return 0;
    }
    return isUnpaired() ? unpaired.maxTokens() : preferences.maxTokens();
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    long sources =
        Stream.of(preferences.path(), rolloutPairs.run(), unpaired.path())
            .filter(Objects::nonNull)
            .count();
    if (sources != 1) {
      throw new InputException(
          "Give one source of preferences: preferences.path, rollout-pairs.run or unpaired.path;"
              + " there are "
              + sources);
    }
    if (isUnpaired() != (unpaired.path() != null)) {
      throw new InputException(
          "reward-model.loss.loss %s is for %s"
              .formatted(
                  rewardModel.loss().loss().key(),
                  isUnpaired()
                      ? "single completions: give unpaired.path"
                      : "pairs: give preferences.path or rollout-pairs.run"));
    }
  }

  @Override
  public void check() {
    if (preferences.assistantOnly()) {
      throw new InputException(
          "preferences.assistant-only is true, but a reward model reads whole completions: leave it out");
    }
    if (saveAs == FinishedRewardModel.Form.ADAPTER && policy.adapter() == null) {
      throw new InputException(
          "save-as is adapter, but there is no policy.adapter, so all of the model is trained: give policy.adapter, or leave save-as out");
    }
    if (policy.isNew()) {
      throw new InputException(
          "A reward model starts from a trained model: give policy.model, a Hugging Face directory,"
              + " or policy.from, another run");
    }
    if (fromRollouts() && rolloutPairs.pairing() == Pairing.STEP) {
      throw new InputException(
          "rollout-pairs.pairing is step, but a reward model reads whole completions: set it to best-worst, every or first");
    }
    if (rewardModel.loss().margin() && !fromRollouts() && preferences.marginColumn() == null) {
      throw new InputException(
          "reward-model.loss.margin is true, but the pairs have no margin: name its column in"
              + " preferences.margin-column");
    }
  }

  @Override
  public RewardModelPipeline pipeline(StageContext context) {
    return new RewardModelPipeline(context, this);
  }
}
