package dev.vireo.pipelines.ppo;

import dev.vireo.jobs.advantages.EstimateAdvantages;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdateCritic;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.Pipeline;
import dev.vireo.pipelines.run.RunConversations;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Optional;

/**
 * Proximal policy optimization (arXiv 1707.06347) as data flows: prompts, rollouts, rewards, values
 * of a critic, advantages, a better critic and a better policy, and again. Each line is a stage; a
 * stage whose output is there already is skipped.
 */
public final class PpoPipeline implements Pipeline {

  private final StageContext context;
  private final PpoConfig config;
  private final IterationStages iterations;
  private final PpoStages stages;

  PpoPipeline(StageContext context, PpoConfig config) {
    this.context = context;
    this.config = config;
    this.iterations = new IterationStages(context, config);
    this.stages = new PpoStages(context, config, iterations);
  }

  @Override
  public List<Stage> stages() {
    return new PpoStageList(context, config, iterations, stages).stages();
  }

  @Override
  public int stepsPerIteration() {
    return config.stepsPerIteration();
  }

  @Override
  public long stepsBefore(String series, int iteration) {
    return series.equals(UpdateCritic.FOLDER)
        ? (iteration - 1L) * config.criticStepsPerIteration()
        : config.stepAfter(iteration - 1);
  }

  @Override
  public void check() {
    iterations.rewards().check();
    config.checkCritic();
    RunConversations.check(config);
  }

  @Override
  public RunSummary run() {
    return iterations.ahead().beside(this::prepareAndIterate);
  }

  private RunSummary prepareAndIterate() {
    Prompts prompts = iterations.preparation().prompts();
    Evaluations evaluations = iterations.evaluations();
    iterations.checkPrompts();
    PolicyCheckpoint reference = iterations.preparation().reference();
    evaluations.evaluate(0, reference, prompts);

    Models models = new Models(reference, stages.startingCritic());
    for (int iteration = 1; iteration <= config.iterations(); iteration++) {
      models = iterate(iteration, prompts, models);
      if (config.evaluatesAfter(iteration)) {
        evaluations.evaluate(iteration, models.policy(), prompts);
      }
      if (iterations.isOver(iteration)) {
        break;
      }
    }
    // What the run is for: where all was done before, nobody has looked at it yet.
    PolicyCheckpoint policy = models.policy();
    policy.verify();
    return new RunSummary(
        reference, policy, evaluations.history(), iterations.best(reference, policy));
  }

  /** One round: critic before actor. */
  private Models iterate(int iteration, Prompts prompts, Models old) {
    DatasetHandle<Rollout> rollouts =
        iterations
            .ahead()
            .of(
                iteration,
                old.policy(),
                (each, maker) -> () -> iterations.collectRollouts(each, prompts, maker));
    Optional<DatasetHandle<Logprobs>> logprobs = stages.scoreLogprobs(iteration, rollouts);
    DatasetHandle<Rewards> rewards = stages.scoreRewards(iteration, rollouts);
    DatasetHandle<Values> values = stages.scoreValues(iteration, rollouts, old.critic());
    EstimateAdvantages.Inputs inputs =
        new EstimateAdvantages.Inputs(rollouts, rewards, values, logprobs);
    DatasetHandle<Advantages> advantages = stages.estimateAdvantages(iteration, inputs);
    Trainer.Outcome critic = stages.updateCritic(iteration, old.critic(), inputs, advantages);
    PolicyCheckpoint policy =
        stages.updatePolicy(iteration, old.policy(), inputs, advantages, critic);
    return new Models(policy, critic.checkpoint());
  }
}
