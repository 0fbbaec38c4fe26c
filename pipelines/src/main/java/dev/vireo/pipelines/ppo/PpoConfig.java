package dev.vireo.pipelines.ppo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.tokens.Gae;
import dev.vireo.algorithms.advantage.tokens.KlPenalty;
import dev.vireo.algorithms.advantage.tokens.ScoreSettings;
import dev.vireo.algorithms.advantage.tokens.Whitening;
import dev.vireo.jobs.advantages.EstimationSettings;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.policy.StartingCritic;
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
import dev.vireo.jobs.training.UpdateSettings;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Proximal policy optimization with a critic, as a YAML file describes it.
 *
 * @param pipeline the kind of run: ppo
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param preset whose defaults other keys have: trl-1.12, openrlhf, verl or deepspeed-chat; null
 *     for those named here
 * @param device where models compute: gpu, cpu, or auto (a GPU if there is one)
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
 * @param rollouts how completions are sampled; a group may be a single one
 * @param environment what the policy acts in, turn by turn, until it ends a conversation; each
 *     completion is one message without it
 * @param rewards how a completion is rewarded
 * @param critic the model that values states
 * @param score how a completion's reward becomes the score of one of its states
 * @param kl the divergence from the reference policy in each token's reward; update.objective.beta
 *     has it in the loss
 * @param gae the advantages' estimator
 * @param whitening of advantages and tokens' rewards
 * @param update of the policy: objective, optimizer, steps
 * @param evaluation how held-out prompts are used
 * @param checkpoints what is kept, of the policy and of the critic
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record PpoConfig(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    @DecidesNothing String preset,
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
    CriticSettings critic,
    ScoreSettings score,
    KlPenalty kl,
    Gae gae,
    Whitening whitening,
    UpdateSettings update,
    EvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing List<TrackerSettings> tracking)
    implements IteratedRun {

  /** The name of the pipeline. */
  public static final String NAME = "ppo";

  public PpoConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    Require.atLeast("iterations", iterations, 0);
    Require.atLeast("prompts-per-iteration", promptsPerIteration, 1);
    sft = List.copyOf(sft);
    rewards = List.copyOf(rewards);
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the prompts' path and the rewards, which have none. */
  public static PpoConfig defaults() {
    return PpoPreset.NONE.defaults();
  }

  /** The defaults of each preset, by its name. */
  public static Map<String, PpoConfig> presets() {
    return PpoPreset.all();
  }

  /** What EstimateAdvantages reads. */
  public EstimationSettings estimation() {
    return new EstimationSettings(score, kl, gae, whitening);
  }

  /** Optimizer steps of the critic in an iteration. */
  public int criticStepsPerIteration() {
    return critic.update().stepsPerIteration(promptsPerIteration);
  }

  /** Whether the critic alone is trained in an iteration. */
  public boolean warmsUp(int iteration) {
    return iteration <= critic.warmUp();
  }

  @Override
  public long stepAfter(int iteration) {
    return (long) Math.max(0, iteration - critic.warmUp()) * stepsPerIteration();
  }

  @Override
  public boolean evaluatesAfter(int iteration) {
    return IteratedRun.super.evaluatesAfter(iteration) && (iteration == 0 || !warmsUp(iteration));
  }

  /** Whether any stage asks for the reference policy's log-probabilities. */
  public boolean needsReference() {
    return kl.beta() > 0 || update.objective().beta() > 0;
  }

  @Override
  public boolean mayLag() {
    return true;
  }

  @Override
  public int passesPerIteration() {
    return update.updatesPerIteration();
  }

  @Override
  public int stepsPerIteration() {
    return update.stepsPerIteration(promptsPerIteration);
  }

  @Override
  public void checkPlaces() {
    RunSettings.require("run", run);
    RunSettings.require("prompts.path", prompts.path());
  }

  @Override
  public void check() {
    if (iterations > 0 && warmsUp(iterations)) {
      throw new InputException(
          "critic.warm-up is %d, but iterations is %d, so the policy would never be trained: raise iterations, or lower critic.warm-up"
              .formatted(critic.warmUp(), iterations));
    }
    checkIgnored(presets().getOrDefault(preset, defaults()));
    RunConversations.checkSettings(this);
    RunChecks.policy(this);
    if (iterations > 0 && rollouts.temperature() == 0) {
      throw new InputException(
          "rollouts.temperature is 0, which makes all completions of a prompt the same, so there is"
              + " nothing to learn: raise it (evaluation.temperature may be 0)");
    }
    rewards.stream()
        .filter(RewardSettings::isDataset)
        .findFirst()
        .ifPresent(
            reward -> {
              throw new InputException(
                  "reward '%s' is of type dataset, which pipeline ppo does not wait for: use another type, or pipeline grpo"
                      .formatted(reward.name()));
            });
  }

  /** Refuses what is given, other than the preset has it, and would change nothing. */
  private void checkIgnored(PpoConfig usual) {
    if (!kl.adapts() && kl.horizon() != usual.kl.horizon()) {
      throw new InputException(
          "kl.horizon is %d, but without kl.target beta does not adapt: set kl.target, or leave kl.horizon out"
              .formatted(kl.horizon()));
    }
    if (kl.beta() == 0 && kl.estimator() != usual.kl.estimator()) {
      throw new InputException(
          "kl.estimator is %s, but kl.beta is 0, so that no kl is estimated: raise kl.beta, or leave kl.estimator out"
              .formatted(kl.estimator().name().toLowerCase(Locale.ROOT)));
    }
    boolean whitens = whitening.advantages() || whitening.rewards();
    if (!whitens && whitening.use() != usual.whitening.use()) {
      throw new InputException(
          "whitening.use is %s, but nothing is whitened: set whitening.advantages or whitening.rewards, or leave whitening.use out"
              .formatted(whitening.use().name().toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * Checks the model that the critic starts from, which an earlier run of the same command may have
   * to make first.
   *
   * @throws InputException if it cannot value the policy's states
   */
  public void checkCritic() {
    if (critic.from() != null) {
      Path model = StartingCritic.directory(critic.from());
      if (RewardRecipe.find(model).filter(RewardRecipe::comparesTwo).isPresent()) {
        throw new InputException(
            "critic.from is %s, a preference model, which reads two completions: name a reward model, or leave it out for a copy of the policy with a new head"
                .formatted(model));
      }
      StartingCritic.check(
          model, critic.adapter(), policy.model() == null ? null : Path.of(policy.model()));
    }
  }

  @Override
  public void checkServers() {
    IteratedRun.super.checkServers();
    if (rollouts.engine() == Engine.OPENAI && iterations > 0) {
      rollouts.server().checkReach();
    }
  }

  @Override
  public PpoPipeline pipeline(StageContext context) {
    return new PpoPipeline(context, this);
  }
}
