package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Optional;

/**
 * Group-relative policy optimization as data flows: prompts, rollouts, rewards, advantages, a
 * better policy, and again. Each line is a stage; a stage whose output is there already is skipped,
 * so a run that was killed continues where it was.
 */
public final class GrpoPipeline implements Pipeline {

  private final StageContext context;
  private final GrpoConfig config;
  private final GrpoStages stages;

  /** The pipeline of a configuration. */
  GrpoPipeline(StageContext context, GrpoConfig config) {
    this.context = context;
    this.config = config;
    this.stages = new GrpoStages(context, config);
  }

  @Override
  public List<Stage> stages() {
    return new GrpoStageList(context, config, stages).stages();
  }

  @Override
  public int stepsPerIteration() {
    return config.stepsPerIteration();
  }

  @Override
  public void check() {
    stages.iterations().rewards().check();
    stages.rounds().check();
    RunConversations.check(config);
  }

  @Override
  public RunSummary run() {
    return stages.iterations().ahead().beside(this::prepareAndIterate);
  }

  private RunSummary prepareAndIterate() {
    Preparation preparation = stages.iterations().preparation();
    Evaluations evaluations = stages.iterations().evaluations();
    Prompts prompts = preparation.prompts();
    stages.iterations().checkPrompts();
    PolicyCheckpoint reference = preparation.reference();
    evaluations.evaluate(0, reference, prompts);

    PolicyCheckpoint policy = reference;
    for (int iteration = 1; iteration <= config.iterations(); iteration++) {
      policy = iterate(iteration, prompts, policy);
      if (config.evaluatesAfter(iteration)) {
        evaluations.evaluate(iteration, policy, prompts);
      }
      if (config.auditsAfter(iteration)) {
        stages.auditRewards(iteration);
      }
      if (stages.iterations().isOver(iteration)) {
        break;
      }
    }
    // What the run is for: where all was done before, nobody has looked at it yet.
    policy.verify();
    return new RunSummary(
        reference, policy, evaluations.history(), stages.iterations().best(reference, policy));
  }

  /**
   * One round: the old policy's rollouts make the new policy. Under {@code rollouts.lag} it is an
   * earlier one that made them, and with them the old policy's are begun for the next round.
   */
  private PolicyCheckpoint iterate(int iteration, Prompts prompts, PolicyCheckpoint oldPolicy) {
    stages.rounds().run(config.iterative().roundBefore(iteration));
    DatasetHandle<Rollout> rollouts = stages.collectRollouts(iteration, prompts, oldPolicy);
    Optional<DatasetHandle<Logprobs>> logprobs = stages.scoreLogprobs(iteration, rollouts);
    DatasetHandle<Rewards> rewards = stages.scoreRewards(iteration, rollouts);
    stages.calibrations().run(iteration);
    DatasetHandle<Advantages> advantages =
        stages.computeAdvantages(iteration, rollouts, rewards, logprobs);
    return stages.updatePolicy(iteration, oldPolicy, rollouts, rewards, advantages, logprobs);
  }

  /**
   * Publishes values of a reward computed elsewhere, and then scores the iteration where no others
   * are missing.
   *
   * @param name the reward's name; empty if there is only one of type dataset
   * @param path Parquet files with a row a completion
   * @param column the values' column
   * @param replace whether to take the place of other values
   * @return where the values were published
   * @throws dev.vireo.algorithms.InputException if the rollouts are not there, or the values are
   *     not theirs
   */
  public String publishRewards(
      int iteration, Optional<String> name, String path, String column, boolean replace) {
    return new RewardsFromOutside(context, this, stages)
        .publish(iteration, name, path, column, replace);
  }
}
