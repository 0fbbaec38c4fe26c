package dev.vireo.pipelines.preference;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.Partners;
import dev.vireo.jobs.data.preferences.PreferencePairSettings;
import dev.vireo.jobs.data.preferences.RolloutPairSettings;
import dev.vireo.jobs.data.preferences.UnpairedSettings;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
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
import dev.vireo.jobs.training.PreferenceTrainingSettings;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.List;
import java.util.stream.Stream;

/**
 * Preference optimization, as a YAML file describes it.
 *
 * @param pipeline the kind of run: preference
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param device where policies compute: gpu, cpu, or auto (a GPU if there is one)
 * @param compute the format of matrix products: f32, bf16 (with sums in float32; what is trained
 *     stays float32), or auto (bf16 where the driver multiplies it natively)
 * @param gradientExchange where a step's gradients are added: driver, or slices
 * @param trainingEngine what makes optimizer steps, and scores with models: local, the engine that
 *     comes with Vireo, or torch, whose workers run beside Spark's tasks
 * @param torch the workers of training-engine torch
 * @param policy where the policy comes from; it is its own reference
 * @param preferences pairs from files
 * @param rolloutPairs pairs made from the rollouts and rewards of another run
 * @param unpaired completions with a verdict each, for losses on unpaired examples
 * @param preference the loss, optimizer, steps
 * @param prompts prompts whose held-out share evaluates the policy; without a path there is no
 *     evaluation
 * @param rollouts how held-out prompts are completed
 * @param rewards how such a completion is rewarded
 * @param evaluation how held-out prompts are used
 * @param checkpoints what is kept
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record PreferenceConfig(
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
    PreferenceTrainingSettings preference,
    PromptSettings prompts,
    RolloutSettings rollouts,
    List<RewardSettings> rewards,
    EvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing List<TrackerSettings> tracking)
    implements PolicyRun {

  /** The name of the pipeline. */
  public static final String NAME = "preference";

  public PreferenceConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    rewards = List.copyOf(rewards);
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the policy and the preferences, which have none. */
  public static PreferenceConfig defaults() {
    return new PreferenceConfig(
        NAME,
        null,
        17,
        DeviceChoice.AUTO,
        ComputeChoice.F32,
        ExchangeChoice.DRIVER,
        TrainingEngine.LOCAL,
        TorchSettings.defaults(),
        PolicySettings.defaults(),
        PreferencePairSettings.defaults(),
        RolloutPairSettings.defaults(),
        UnpairedSettings.defaults(),
        PreferenceTrainingSettings.defaults(),
        PromptSettings.defaults(),
        RolloutSettings.defaults(),
        List.of(),
        EvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        List.of());
  }

  /** Supervised fine-tuning is its own pipeline. */
  @Override
  public List<FineTunePhase> sft() {
    return List.of();
  }

  /** Whether examples are single completions with a verdict. */
  boolean isUnpaired() {
    return preference.loss().loss().unpaired();
  }

  /** Whether the policy is judged on held-out prompts. */
  boolean judges() {
    return prompts.path() != null;
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    long sources =
        Stream.of(preferences.path(), rolloutPairs.run(), unpaired.path())
            .filter(source -> source != null)
            .count();
    if (sources != 1) {
      throw new InputException(
          "Give one source of preferences: preferences.path, rollout-pairs.run or unpaired.path;"
              + " there are "
              + sources);
    }
    if (isUnpaired() != (unpaired.path() != null)) {
      throw new InputException(
          isUnpaired()
              ? "preference.loss is for unpaired examples: give unpaired.path"
              : "preference.loss is for pairs: give preferences.path or rollout-pairs.run");
    }
  }

  @Override
  public void check() {
    RunChecks.noLag(rollouts);
    RunChecks.engine(preference.loss(), trainingEngine);
    if (preference.loss().needsBaseline() && unpaired.partners() == Partners.NONE) {
      throw new InputException(
          "unpaired.partners is none, but the loss %s takes its baseline from mismatched completions: set it to hash or blocks"
              .formatted(preference.loss().loss()));
    }
    if (judges()) {
      RunChecks.policy(this);
    } else {
      RunChecks.noSuites(this);
    }
  }

  @Override
  public PreferencePipeline pipeline(StageContext context) {
    return new PreferencePipeline(context, this);
  }
}
