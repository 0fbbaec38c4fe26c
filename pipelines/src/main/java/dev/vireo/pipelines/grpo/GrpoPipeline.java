package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.StageContext;
import dev.vireo.jobs.advantages.AdjustRewards;
import dev.vireo.jobs.checkpoints.PolicyCheckpoint;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.logprobs.ScoreLogprobs;
import dev.vireo.jobs.prompts.Prompts;
import dev.vireo.jobs.rewards.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.update.UpdatePolicy;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;

/**
 * Group-relative policy optimization as data flows: prompts, rollouts, rewards, advantages, a
 * better policy, and again. Each line is a stage; a stage whose output is there already is skipped,
 * so a run that was killed goes on where it was.
 */
public final class GrpoPipeline {

  private final StageContext context;
  private final RunConfig config;
  private final Preparation preparation;
  private final Evaluations evaluations;
  private final Bookkeeping bookkeeping;

  /** The pipeline of a configuration. */
  public GrpoPipeline(StageContext context, RunConfig config) {
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.evaluations = new Evaluations(context, config);
    this.bookkeeping = new Bookkeeping(context, config);
  }

  /** Runs every stage of every iteration that is not done yet. */
  public RunSummary run() {
    PolicyCheckpoint base = preparation.startingPolicy();
    Prompts prompts = preparation.shardPrompts(base);
    PolicyCheckpoint reference = preparation.fineTune(base, prompts);
    evaluations.before(reference, prompts);

    PolicyCheckpoint policy = reference;
    for (int iteration = 1; iteration <= config.iterations(); iteration++) {
      policy = iterate(iteration, prompts, policy, reference);
      evaluations.after(iteration, policy, prompts);
    }
    return bookkeeping.summary(reference, policy, evaluations.history());
  }

  /** One round: the old policy's rollouts make the new policy. */
  PolicyCheckpoint iterate(
      int iteration, Prompts prompts, PolicyCheckpoint oldPolicy, PolicyCheckpoint reference) {
    DatasetHandle<Rollout> rollouts =
        CollectRollouts.run(
            context,
            iteration,
            IterationPrompts.of(prompts, iteration, config.promptsPerIteration(), context.seed()),
            IterationPrompts.identity(prompts, config.promptsPerIteration()),
            oldPolicy,
            config.rollouts());
    DatasetHandle<Logprobs> logprobs =
        config.needsReference()
            ? ScoreLogprobs.run(
                context, iteration, rollouts, reference, config.rollouts().temperature())
            : null;
    DatasetHandle<Rewards> rewards =
        ScoreRewards.of(config.rewards())
            .run(context.session(), context.run(), iteration, rollouts, context.progress());
    DatasetHandle<Advantages> advantages =
        AdjustRewards.run(context, iteration, rewards, logprobs, config.advantages());
    StepLoop.Outcome update =
        UpdatePolicy.run(
            context,
            iteration,
            oldPolicy,
            rollouts,
            advantages,
            logprobs,
            config.update(),
            config.rollouts().temperature(),
            config.rollouts().maxNewTokens());
    bookkeeping.record(iteration, rollouts, rewards, advantages, update);
    return update.checkpoint();
  }
}
