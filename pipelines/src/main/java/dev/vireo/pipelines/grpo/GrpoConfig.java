package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.advantages.Aggregation;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.jobs.audit.AuditSettings;
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
import dev.vireo.jobs.selection.DynamicSamplingSettings;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.jobs.training.UpdateSettings;
import dev.vireo.pipelines.run.CheckpointSettings;
import dev.vireo.pipelines.run.FineTunePhase;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.RunChecks;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.tracking.TrackerSettings;
import dev.vireo.store.manifest.DecidesNothing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Group-relative policy optimization, as a YAML file describes it.
 *
 * @param pipeline the kind of run: grpo
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param algorithm grpo, or grpovi, which adjusts rewards before they become advantages
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
 * @param rollouts how completions are sampled
 * @param environment what the policy acts in, turn by turn, until it ends a conversation; each
 *     completion is one message without it
 * @param rewards how a completion is rewarded
 * @param aggregation how several rewards become one; normalize-then-sum is GDPO, for algorithm grpo
 *     and advantage.scale batch
 * @param adjustment how grpovi adjusts rewards; not for grpo
 * @param advantage the advantage's formula
 * @param update objective, optimizer, steps
 * @param iterative whether the reward model is trained further on the policy's own rollouts
 * @param dynamicSampling whether groups without a signal give way to those of further prompts
 * @param evaluation how held-out prompts are used
 * @param checkpoints what is kept
 * @param audit when rewards are audited
 * @param tracking places where metrics are looked at, besides the run directory
 */
public record GrpoConfig(
    String pipeline,
    @DecidesNothing String run,
    long seed,
    Algorithm algorithm,
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
    Aggregation aggregation,
    AdjustmentSettings adjustment,
    AdvantageSettings advantage,
    UpdateSettings update,
    IterativeSettings iterative,
    DynamicSamplingSettings dynamicSampling,
    EvaluationSettings evaluation,
    @DecidesNothing CheckpointSettings checkpoints,
    @DecidesNothing AuditSettings audit,
    @DecidesNothing List<TrackerSettings> tracking)
    implements IteratedRun {

  /** The name of the pipeline. */
  public static final String NAME = "grpo";

  public GrpoConfig {
    RunSettings.requireName(pipeline, NAME);
    run = HomePath.expand(run);
    Require.atLeast("iterations", iterations, 0);
    Require.atLeast("prompts-per-iteration", promptsPerIteration, 1);
    sft = List.copyOf(sft);
    rewards = List.copyOf(rewards);
    tracking = List.copyOf(tracking);
  }

  /** Every default but the run directory, the prompts' path and the rewards, which have none. */
  public static GrpoConfig defaults() {
    return new GrpoConfig(
        NAME,
        null,
        17,
        Algorithm.GRPO,
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
        RolloutSettings.defaults(),
        null,
        List.of(),
        Aggregation.SUM_THEN_NORMALIZE,
        AdjustmentSettings.defaults(),
        AdvantageSettings.defaults(),
        UpdateSettings.defaults(),
        IterativeSettings.defaults(),
        DynamicSamplingSettings.defaults(),
        EvaluationSettings.defaults(),
        CheckpointSettings.defaults(),
        AuditSettings.defaults(),
        List.of());
  }

  /** What ComputeAdvantages reads. */
  public AdvantageStageSettings advantages() {
    Map<String, Double> normalized = new LinkedHashMap<>();
    if (aggregation == Aggregation.NORMALIZE_THEN_SUM) {
      rewards.forEach(reward -> normalized.put(reward.name(), reward.weight()));
    }
    return new AdvantageStageSettings(algorithm, adjustment, advantage, normalized);
  }

  /** Whether a whole run audits the rewards after this iteration. */
  public boolean auditsAfter(int iteration) {
    int every = audit.every();
    return every > 0 && iteration > 0 && (iteration == iterations || iteration % every == 0);
  }

  /** Whether a whole run finds out what rewards are worth after this iteration. */
  public boolean calibratesAfter(int iteration) {
    return iteration > 0
        && iteration < iterations
        && RewardCalibrations.rule(this).filter(rule -> iteration % rule.every() == 0).isPresent();
  }

  /** The iteration whose policy an iteration is held against; 0 for the one it all started from. */
  public int referenceBefore(int iteration) {
    return iterative.refreshReference() ? iterative.roundBefore(iteration) : 0;
  }

  @Override
  public long referenceStep(long latest) {
    int next = Math.toIntExact(latest / stepsPerIteration()) + 1;
    return (long) referenceBefore(next) * stepsPerIteration();
  }

  /** Whether any stage asks for the reference policy's log-probabilities. */
  public boolean needsReference() {
    return update.objective().beta() > 0 || advantages().needsReference();
  }

  @Override
  public boolean mayLag() {
    return true;
  }

  /** With dynamic sampling, rewards decide what the next rollouts are. */
  @Override
  public boolean decidesTheNext(int iteration) {
    return IteratedRun.super.decidesTheNext(iteration)
        || dynamicSampling.isAsked() && iterative.endsRound(iteration);
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
    checkAdjustment();
    EnvironmentChecks.check(this);
    RunChecks.policy(this);
    checkSignal();
    checkRule();
    iterative.check(rewards);
    DynamicSampling.check(this);
  }

  /** Nobody describes an adjustment that is not to be made. */
  private void checkAdjustment() {
    if (algorithm == Algorithm.GRPO && !adjustment.equals(AdjustmentSettings.defaults())) {
      throw new InputException(
          "adjustment is given, but the algorithm is grpo, which adjusts nothing: set algorithm to"
              + " grpovi, or leave adjustment out");
    }
  }

  /**
   * Checks that rewards, aggregation, algorithm and advantage go together.
   *
   * @throws InputException saying what does not
   */
  public void checkRule() {
    RuleChecks.check(this);
    RewardCalibrations.check(this);
  }

  /** Every advantage is taken against the others of its group. */
  private void checkSignal() {
    if (iterations > 0 && rollouts.groupSize() == 1 && advantage.profile().compared()) {
      throw new InputException(
          "rollouts.group-size is 1, but a completion's advantage compares it with the others of"
              + " its group: set it to at least 2");
    }
    if (iterations > 0 && rollouts.temperature() == 0) {
      throw new InputException(
          "rollouts.temperature is 0, which makes all completions of a group the same, so there is"
              + " nothing to learn: raise it (evaluation.temperature may be 0)");
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
  public GrpoPipeline pipeline(StageContext context) {
    return new GrpoPipeline(context, this);
  }
}
