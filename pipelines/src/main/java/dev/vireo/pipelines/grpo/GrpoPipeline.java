package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.Optional;

/**
 * Group-relative policy optimization as data flows: prompts, rollouts, rewards, advantages, a
 * better policy, and again. Each line is a stage; a stage whose output is there already is skipped,
 * so a run that was killed goes on where it was.
 */
public final class GrpoPipeline {

  private final RunConfig config;
  private final Preparation preparation;
  private final Evaluations evaluations;
  private final Stages stages;
  private final RunRewards rewards;
  private final RunChanges changes;

  /** The pipeline of a configuration. */
  GrpoPipeline(StageContext context, RunConfig config, RunChanges changes) {
    this.changes = changes;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.stages = new Stages(context, config, changes);
    this.evaluations = new Evaluations(context, config, stages.bookkeeping());
    this.rewards = new RunRewards(context, config);
  }

  /** Runs every stage of every iteration that is not done yet. */
  public RunSummary run() {
    return changes.explain(this::stages);
  }

  private RunSummary stages() {
    rewards.train();
    PolicyCheckpoint base = preparation.startingPolicy();
    Prompts prompts = preparation.shardPrompts(base);
    RunChecks.prompts(config, prompts);
    PolicyCheckpoint reference = preparation.reference(base, prompts);
    evaluations.before(reference, prompts);

    PolicyCheckpoint policy = reference;
    for (int iteration = 1; iteration <= config.iterations(); iteration++) {
      policy = iterate(iteration, prompts, policy, reference);
      evaluations.after(iteration, policy, prompts);
    }
    // What the run is for: where all was done before, nobody has looked at it yet.
    policy.verify();
    return new RunSummary(reference, policy, evaluations.history(), best(reference, policy));
  }

  private Optional<BestPolicy> best(PolicyCheckpoint reference, PolicyCheckpoint last) {
    return stages
        .bookkeeping()
        .best(last)
        .flatMap(
            best ->
                stages
                    .policyAt(best.step(), reference)
                    .map(policy -> new BestPolicy(policy, best)));
  }

  /** One round: the old policy's rollouts make the new policy. */
  PolicyCheckpoint iterate(
      int iteration, Prompts prompts, PolicyCheckpoint oldPolicy, PolicyCheckpoint reference) {
    DatasetHandle<Rollout> rollouts = stages.collectRollouts(iteration, prompts, oldPolicy);
    DatasetHandle<Logprobs> logprobs = stages.scoreLogprobs(iteration, rollouts, reference);
    DatasetHandle<Rewards> rewards = stages.scoreRewards(iteration, rollouts);
    DatasetHandle<Advantages> advantages = stages.adjustRewards(iteration, rewards, logprobs);
    return stages.updatePolicy(iteration, oldPolicy, rollouts, rewards, advantages, logprobs);
  }
}
