package dev.vireo.pipelines.ppo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.advantages.EstimateAdvantages;
import dev.vireo.jobs.advantages.EstimationTotals;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.StartingCritic;
import dev.vireo.jobs.policy.StepLog;
import dev.vireo.jobs.policy.SupersededCheckpoints;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.scores.ScoreValues;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdateCritic;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.Values;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The stages of an iteration, each with its inputs given. */
final class PpoStages {

  private final StageContext context;
  private final PpoConfig config;
  private final IterationStages iterations;

  /** Of the iterations so far: the weights of the kl in the reward. */
  private final List<Double> betas = new ArrayList<>();

  /** Made when it is first needed: who lists the stages need not open the rewards. */
  private ScoreRewards scoring;

  PpoStages(StageContext context, PpoConfig config, IterationStages iterations) {
    this.context = context;
    this.config = config;
    this.iterations = iterations;
    betas.add(config.kl().beta());
  }

  /** The critic before the first iteration. */
  PolicyCheckpoint startingCritic() {
    LoraSettings adapter = config.critic().adapter();
    if (adapter != null && config.critic().continuesAdapter()) {
      return StartingCritic.continuing(
          context,
          StartingCritic.directory(config.critic().from()),
          config.products(),
          adapter,
          UpdateCritic.folder(0));
    }
    if (adapter != null) {
      return StartingCritic.beside(context, criticsModel(), adapter, UpdateCritic.folder(0));
    }
    return config.critic().from() == null
        ? StartingCritic.run(context, criticsModel(), UpdateCritic.folder(0))
        : criticsModel();
  }

  /** What the critic starts from, or lies beside where it is an adapter. */
  private PolicyCheckpoint criticsModel() {
    return config.critic().from() == null
        ? iterations.preparation().fineTuned()
        : StartingCritic.rewardModel(
            StartingCritic.directory(config.critic().from()), config.products());
  }

  /**
   * The critic that an iteration has left behind; after none, the one it all started from.
   *
   * @throws InputException if it is not there
   */
  PolicyCheckpoint criticAfter(int iteration) {
    if (iteration == 0) {
      return startingCritic();
    }
    String folder = UpdateCritic.folder((long) iteration * config.criticStepsPerIteration());
    PolicyCheckpoint under = config.critic().adapter() == null ? null : criticsModel();
    return new CheckpointStore(context.run(), under)
        .find(folder)
        .orElseThrow(
            () ->
                new InputException(
                    "There is no critic %s: run %s of iteration %d first"
                        .formatted(context.run().uri(folder), UpdateCritic.STAGE, iteration)));
  }

  /** Empty if neither rewards nor the objective need the reference policy. */
  Optional<DatasetHandle<Logprobs>> scoreLogprobs(int iteration, DatasetHandle<Rollout> rollouts) {
    return config.needsReference()
        ? Optional.of(
            ScoreLogprobs.run(
                context,
                iteration,
                rollouts,
                iterations.policyAfter(0),
                config.rollouts().temperature()))
        : Optional.empty();
  }

  DatasetHandle<Rewards> scoreRewards(int iteration, DatasetHandle<Rollout> rollouts) {
    return scoring().run(context.session(), context.run(), iteration, rollouts, context.progress());
  }

  private ScoreRewards scoring() {
    if (scoring == null) {
      scoring =
          ScoreRewards.of(
              iterations.rewards().settings(),
              () -> TokenTexts.of(iterations.preparation().base()));
    }
    return scoring;
  }

  /** What scoring reads of the configuration. */
  Fingerprint declaredScores() {
    return scoring().declared(context.session());
  }

  DatasetHandle<Values> scoreValues(
      int iteration, DatasetHandle<Rollout> rollouts, PolicyCheckpoint critic) {
    return ScoreValues.run(
        context,
        iteration,
        rollouts,
        critic,
        config.score().position(),
        config.rollouts().maxNewTokens());
  }

  DatasetHandle<Advantages> estimateAdvantages(int iteration, EstimateAdvantages.Inputs inputs) {
    return EstimateAdvantages.run(
        context,
        iteration,
        inputs,
        config.estimation(),
        beta(iteration),
        config.rollouts().maxNewTokens());
  }

  /** The weight of the kl in an iteration, which may follow from the ones before. */
  private double beta(int iteration) {
    if (!config.kl().adapts()) {
      return config.kl().beta();
    }
    while (betas.size() < iteration) {
      int done = betas.size();
      SortedMap<String, Double> totals =
          context.run().partition(Datasets.ADVANTAGES, done).require().manifest().totals();
      long completions = EstimationTotals.completions(totals);
      double before = betas.get(done - 1);
      betas.add(
          completions == 0
              ? before
              : config.kl().adapted(before, EstimationTotals.klPerToken(totals), completions));
    }
    return betas.get(iteration - 1);
  }

  Trainer.Outcome updateCritic(
      int iteration,
      PolicyCheckpoint critic,
      EstimateAdvantages.Inputs inputs,
      DatasetHandle<Advantages> advantages) {
    return UpdateCritic.run(
        context,
        iteration,
        critic,
        inputs.rollouts(),
        inputs.values(),
        advantages,
        config.critic().update());
  }

  /** The better policy; while the critic warms up, the same. */
  PolicyCheckpoint updatePolicy(
      int iteration,
      PolicyCheckpoint oldPolicy,
      EstimateAdvantages.Inputs inputs,
      DatasetHandle<Advantages> advantages,
      Trainer.Outcome critic) {
    Trainer.Outcome update =
        config.warmsUp(iteration)
            ? new Trainer.Outcome(oldPolicy, StepLog.none(), List.of())
            : UpdatePolicy.run(
                context,
                iteration,
                oldPolicy,
                inputs.rollouts(),
                advantages,
                inputs.logprobs(),
                config.update(),
                config.rollouts().temperature(),
                config.rollouts().maxNewTokens());
    iterations
        .bookkeeping()
        .record(
            iteration,
            new Bookkeeping.Data(inputs.rollouts(), inputs.rewards(), advantages),
            update,
            () -> metrics(iteration, advantages, critic));
    clean(critic.checkpoint());
    return update.checkpoint();
  }

  private Map<String, Double> metrics(
      int iteration, DatasetHandle<Advantages> advantages, Trainer.Outcome critic) {
    Map<String, Double> metrics =
        new TreeMap<>(EstimationTotals.means(advantages.manifest().totals()));
    if (config.kl().beta() > 0) {
      metrics.put("objective/kl_coefficient", beta(iteration));
    }
    List<Map<String, Double>> steps = critic.log().metrics();
    steps.forEach(
        step ->
            step.forEach(
                (name, value) ->
                    metrics.merge("critic/" + name, value / steps.size(), Double::sum)));
    return metrics;
  }

  private void clean(PolicyCheckpoint critic) {
    new SupersededCheckpoints(context.run(), UpdateCritic.FOLDER)
        .ofIterations(
            config.checkpoints().keep(), config.criticStepsPerIteration(), critic.step(), Set.of())
        .forEach(superseded -> context.run().delete(superseded.path()));
  }
}
