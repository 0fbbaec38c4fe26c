package dev.vireo.pipelines.online;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Optional;

/**
 * Online preference optimization (arXiv 2402.04792) as data flows: prompts, rollouts, rewards,
 * pairs, what the reference policy makes of them, a better policy, and again. Nash-MD compares
 * without pairs. Each line is a stage; a stage whose output is there already is skipped.
 */
public final class OnlinePipeline implements Pipeline {

  private final OnlinePreferenceConfig config;
  private final OnlineStages stages;

  OnlinePipeline(StageContext context, OnlinePreferenceConfig config) {
    this.config = config;
    this.stages = new OnlineStages(context, config);
  }

  @Override
  public List<Stage> stages() {
    return new OnlineStageList(config, stages).stages();
  }

  @Override
  public int stepsPerIteration() {
    return config.stepsPerIteration();
  }

  @Override
  public void check() {
    stages.iterations().rewards().check();
    RunConversations.check(config);
  }

  @Override
  public RunSummary run() {
    IterationStages iterations = stages.iterations();
    Prompts prompts = iterations.preparation().prompts();
    Evaluations evaluations = iterations.evaluations();
    iterations.checkPrompts();
    PolicyCheckpoint reference = iterations.preparation().reference();
    evaluations.evaluate(0, reference, prompts);

    PolicyCheckpoint policy = reference;
    for (int iteration = 1; iteration <= config.iterations(); iteration++) {
      policy = iterate(iteration, prompts, policy);
      if (config.evaluatesAfter(iteration)) {
        evaluations.evaluate(iteration, policy, prompts);
      }
      if (iterations.isOver(iteration)) {
        break;
      }
    }
    // What the run is for: where all was done before, nobody has looked at it yet.
    policy.verify();
    return new RunSummary(
        reference, policy, evaluations.history(), iterations.best(reference, policy));
  }

  /** One round: what is preferred among the old policy's completions makes the new policy. */
  private PolicyCheckpoint iterate(int iteration, Prompts prompts, PolicyCheckpoint oldPolicy) {
    DatasetHandle<Rollout> rollouts = stages.collectRollouts(iteration, prompts, oldPolicy);
    DatasetHandle<Rewards> rewards = stages.scoreRewards(iteration, rollouts);
    if (config.algorithm() == OnlineAlgorithm.NASH_MD) {
      DatasetHandle<Logprobs> logprobs = stages.scoreLogprobs(iteration, rollouts);
      return stages.updatePolicy(iteration, oldPolicy, rollouts, rewards, logprobs);
    }
    DatasetHandle<PreferencePair> pairs = stages.pairRollouts(iteration);
    Optional<DatasetHandle<PreferenceLogprobs>> logprobs = stages.scorePairs(iteration, pairs);
    return stages.updatePolicy(iteration, oldPolicy, rollouts, rewards, pairs, logprobs);
  }
}
