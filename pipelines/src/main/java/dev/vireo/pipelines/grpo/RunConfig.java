package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.advantage.AdvantageSettings;
import dev.vireo.jobs.advantages.AdvantageStageSettings;
import dev.vireo.jobs.advantages.Algorithm;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.gradient.ExchangeChoice;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.update.UpdateSettings;
import java.util.List;

/**
 * A whole run, as a YAML file says it.
 *
 * @param run the run directory: a path or a URI of any Hadoop file system
 * @param seed decides every random choice of the run
 * @param algorithm grpovi, or plain grpo
 * @param device where policies compute: gpu, cpu, or auto, which is a GPU where there is one
 * @param gradientExchange where a step's gradients are added: driver, or slices
 * @param iterations rounds of rollouts and updates; raising it later goes on with the run
 * @param promptsPerIteration prompts in one round
 * @param prompts where prompts come from
 * @param policy where the policy comes from
 * @param fineTuning phases of supervised fine-tuning before the first iteration, in order
 * @param rollouts how completions are sampled
 * @param rewardModel a linear reward model trained on preferences, for the rewards
 * @param rewards what a completion is worth
 * @param adjustment variance increase, under grpovi
 * @param advantage the advantage's formula
 * @param update objective, optimizer, steps
 * @param evaluation how held-out prompts are used
 * @param checkpoints what is kept
 */
public record RunConfig(
    String run,
    long seed,
    Algorithm algorithm,
    DeviceChoice device,
    ExchangeChoice gradientExchange,
    int iterations,
    int promptsPerIteration,
    PromptSettings prompts,
    PolicySettings policy,
    List<FineTunePhase> fineTuning,
    RolloutSettings rollouts,
    RewardModelSection rewardModel,
    List<RewardSettings> rewards,
    AdjustmentSettings adjustment,
    AdvantageSettings advantage,
    UpdateSettings update,
    EvaluationSettings evaluation,
    CheckpointSettings checkpoints) {

  public RunConfig {
    run = HomePath.expand(run);
    Require.atLeast("iterations", iterations, 0);
    Require.atLeast("prompts-per-iteration", promptsPerIteration, 1);
    fineTuning = List.copyOf(fineTuning);
    rewards = List.copyOf(rewards);
  }

  /** Every default but the run directory, the prompts' path and the rewards, which have none. */
  public static RunConfig defaults() {
    return new RunConfig(
        null,
        17,
        Algorithm.GRPOVI,
        DeviceChoice.AUTO,
        ExchangeChoice.DRIVER,
        10,
        64,
        PromptSettings.defaults(),
        PolicySettings.defaults(),
        List.of(),
        RolloutSettings.defaults(),
        RewardModelSection.defaults(),
        List.of(),
        AdjustmentSettings.defaults(),
        AdvantageSettings.defaults(),
        UpdateSettings.defaults(),
        EvaluationSettings.defaults(),
        CheckpointSettings.defaults());
  }

  /** What AdjustRewards reads. */
  AdvantageStageSettings advantages() {
    return new AdvantageStageSettings(algorithm, adjustment, advantage);
  }

  /**
   * Whether a whole run judges the policy after this iteration.
   *
   * @param iteration 0 for the policy that reinforcement starts from
   */
  public boolean evaluatesAfter(int iteration) {
    int every = evaluation.every();
    return iteration == 0 || iteration == iterations || every > 0 && iteration % every == 0;
  }

  /** Optimizer steps of an iteration. */
  int stepsPerIteration() {
    return update.stepsPerIteration(promptsPerIteration);
  }

  /** Whether any stage asks for the reference policy's log-probabilities. */
  public boolean needsReference() {
    return update.objective().beta() > 0 || advantages().needsReference();
  }
}
