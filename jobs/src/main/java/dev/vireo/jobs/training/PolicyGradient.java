package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.algorithms.loss.policy.PolicyLoss;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.Optional;

/** The gradient of an update's loss over some groups of an iteration, without the update. */
public final class PolicyGradient {

  private PolicyGradient() {}

  /**
   * The gradient at the policy that sampled the groups, where each ratio is 1 and nothing is
   * clipped. The groups count as one step: its denominators are theirs alone.
   *
   * @param name shown in the Spark UI
   * @param policy the policy that sampled the rollouts
   * @param logprobs of the same rollouts under the reference policy, read where beta is above 0
   * @param settings the loss, shards and micro-batches
   * @param temperature the rollouts' sampling temperature
   * @param maxNewTokens longest completion of the rollouts
   * @param groups places of the groups among the iteration's
   * @return d loss / d trained parameter; empty if no group has a signal
   * @throws dev.vireo.algorithms.InputException if the policy's files have been cleaned up
   */
  public static ParameterSet of(
      StageContext context,
      String name,
      PolicyCheckpoint policy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Advantages> advantages,
      Optional<DatasetHandle<Logprobs>> logprobs,
      UpdateSettings settings,
      double temperature,
      int maxNewTokens,
      int[] groups) {
    boolean compares = settings.objective().beta() > 0;
    RolloutExamples examples =
        new RolloutExamples(
            rollouts,
            advantages,
            compares ? logprobs.orElseThrow() : null,
            true,
            UpdatePolicy.skipsZero(settings));
    StepPlanner planner =
        new StepPlanner(
            ExampleIndex.of(context, examples),
            step -> groups,
            Sharding.CONSECUTIVE,
            settings.gradientShards(),
            settings.microBatchCompletions(),
            maxNewTokens);
    Recipe<PolicyExample> recipe =
        Recipe.of(
            examples,
            planner,
            new PolicyLoss(settings.objective()),
            new Pass(
                settings.microBatchCompletions(),
                temperature,
                settings.gradientCheckpointing(),
                false));
    StepPlanner.Step step = planner.step(0);
    return ExchangeChoice.on(context.spark())
        .sum(name, policy.version(), recipe.gradientTasks(step, recipe.loss().apply(0)))
        .gradient();
  }
}
