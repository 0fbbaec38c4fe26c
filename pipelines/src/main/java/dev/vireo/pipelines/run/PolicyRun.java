package dev.vireo.pipelines.run;

import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.evaluation.EvaluationSettings;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rollouts.RolloutSettings;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The settings of a run that trains a policy, and may judge it on held-out prompts. */
public interface PolicyRun extends ModelRun {

  /** Phases of supervised fine-tuning, in order. */
  List<FineTunePhase> sft();

  /** Where prompts come from. */
  PromptSettings prompts();

  /** Where the settings of the prompts stand. */
  default String promptsKey() {
    return "prompts";
  }

  /** How completions are sampled. */
  RolloutSettings rollouts();

  /** What the policy acts in; null where a completion is one message. */
  default EnvironmentSettings environment() {
    return null;
  }

  /** Whether rollouts may be made by an earlier policy than the one that learns from them. */
  default boolean mayLag() {
    return false;
  }

  /** What a completion is worth. */
  List<RewardSettings> rewards();

  /** How held-out prompts are used. */
  EvaluationSettings evaluation();

  @Override
  default void checkServers() {
    RunChecks.rewardServers(this);
  }

  /** Whether a phase of fine-tuning is watched on held-out prompts. */
  default boolean watches() {
    return watched().isPresent();
  }

  /** The first phase of fine-tuning, from 0, that is watched on held-out prompts. */
  default OptionalInt watched() {
    return IntStream.range(0, sft().size())
        .filter(phase -> sft().get(phase).training().evaluateEvery() > 0)
        .findFirst();
  }
}
