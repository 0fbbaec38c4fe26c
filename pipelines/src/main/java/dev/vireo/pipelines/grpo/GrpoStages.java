package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.audit.AuditRewards;
import dev.vireo.jobs.audit.AuditSignals;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.selection.CandidateRound;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Bookkeeping;
import dev.vireo.pipelines.run.IterationStages;
import dev.vireo.pipelines.run.RewardMeans;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.audit.RewardAudit;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The stages of an iteration, each with its inputs given. */
final class GrpoStages {

  private final StageContext context;
  private final GrpoConfig config;
  private final IterationStages iterations;
  private final RewardRounds rounds;
  private final RewardCalibrations calibrations;
  private final DynamicSampling sampling;
  private boolean warned;

  /** Made when it is first needed: who lists the stages need not open the rewards. */
  private ScoreRewards scoring;

  private int scoringRound;

  GrpoStages(StageContext context, GrpoConfig config) {
    this.context = context;
    this.config = config;
    this.sampling =
        new DynamicSampling(
            context, config, () -> iterations().rollouts(), () -> iterations().conversations());
    this.iterations =
        sampling.isAsked()
            ? new IterationStages(context, config, sampling)
            : new IterationStages(context, config);
    this.rounds = new RewardRounds(context, config);
    this.calibrations = new RewardCalibrations(context, config);
  }

  RewardCalibrations calibrations() {
    return calibrations;
  }

  RewardRounds rounds() {
    return rounds;
  }

  /** What every kind of iteration has. */
  IterationStages iterations() {
    return iterations;
  }

  /** An iteration's rollouts; where the settings say so, those of the next are begun. */
  DatasetHandle<Rollout> collectRollouts(int iteration, Prompts prompts, PolicyCheckpoint policy) {
    return iterations
        .ahead()
        .of(iteration, policy, (each, maker) -> collecting(each, prompts, maker));
  }

  /** With dynamic sampling, rewards are opened here, as this thread makes the models of others. */
  private Supplier<DatasetHandle<Rollout>> collecting(
      int iteration, Prompts prompts, PolicyCheckpoint maker) {
    if (!sampling.isAsked()) {
      return () -> iterations.collectRollouts(iteration, prompts, maker);
    }
    ScoreRewards scored = scoring(iteration);
    return () ->
        sampling.select(iteration, sampling.rounds(iteration, prompts, maker, scored)).rollouts();
  }

  /** The rounds of dynamic sampling. */
  List<CandidateRound> candidates(int iteration, Prompts prompts, PolicyCheckpoint maker) {
    return sampling.rounds(iteration, prompts, maker, scoring(iteration));
  }

  DynamicSampling sampling() {
    return sampling;
  }

  /** Empty if neither the objective nor the adjustment needs the reference policy. */
  Optional<DatasetHandle<Logprobs>> scoreLogprobs(int iteration, DatasetHandle<Rollout> rollouts) {
    double temperature = config.rollouts().temperature();
    return ofReference(
        () -> ScoreLogprobs.run(context, iteration, rollouts, reference(iteration), temperature));
  }

  /** The policy that an iteration is held against. */
  private PolicyCheckpoint reference(int iteration) {
    return iterations.policyAfter(config.referenceBefore(iteration));
  }

  /** What {@link #scoreLogprobs} has published. */
  Optional<DatasetHandle<Logprobs>> logprobs(int iteration) {
    return ofReference(() -> context.run().partition(Datasets.LOGPROBS, iteration).require());
  }

  /** Empty where neither the objective nor the adjustment asks for the reference policy. */
  private Optional<DatasetHandle<Logprobs>> ofReference(Supplier<DatasetHandle<Logprobs>> scores) {
    return config.needsReference() ? Optional.of(scores.get()) : Optional.empty();
  }

  /** What scores an iteration: its reward model may have been trained further. */
  private ScoreRewards scoring(int iteration) {
    int round = config.iterative().roundBefore(iteration);
    if (scoring == null || round != scoringRound) {
      scoring =
          ScoreRewards.of(
              rounds.rewards(iterations.rewards().settings(), round),
              () -> TokenTexts.of(iterations.preparation().base()));
      scoringRound = round;
    }
    return scoring;
  }

  /** With dynamic sampling they came with the rollouts. */
  DatasetHandle<Rewards> scoreRewards(int iteration, DatasetHandle<Rollout> rollouts) {
    if (sampling.isAsked()) {
      return context.run().partition(Datasets.REWARDS, iteration).require();
    }
    return scoring(iteration)
        .run(context.session(), context.run(), iteration, rollouts, context.progress());
  }

  /** What scoring the first iteration reads of the configuration. */
  Fingerprint declaredScores() {
    return scoring(1).declared(context.session());
  }

  /** Whether all values that others compute are there for these rollouts. */
  boolean hasPublished(int iteration, DatasetHandle<Rollout> rollouts) {
    return scoring(iteration).hasPublished(context.run(), iteration, rollouts);
  }

  DatasetHandle<Advantages> computeAdvantages(
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      Optional<DatasetHandle<Logprobs>> logprobs) {
    DatasetHandle<Advantages> advantages =
        ComputeAdvantages.run(
            context,
            iteration,
            rewards,
            logprobs,
            Optional.of(rollouts),
            config.advantages(),
            calibrations.before(iteration));
    warnOfNoSignal(iteration, advantages);
    return advantages;
  }

  /** Once: whoever has seen it knows. */
  private void warnOfNoSignal(int iteration, DatasetHandle<Advantages> advantages) {
    if (!warned
        && config.advantage().needsDifference()
        && AdjustmentTotals.lackSignal(advantages.manifest().totals())) {
      warned = true;
      context
          .progress()
          .message(
              "no group of iteration %d has any signal: in each, all completions have the same reward"
                  .formatted(iteration));
    }
  }

  /** Audits the rewards of all iterations so far. */
  Optional<RewardAudit> auditRewards(int iteration) {
    Optional<RewardAudit> audit = AuditRewards.run(context, 1, iteration);
    if (audit.isEmpty()) {
      context
          .progress()
          .message(
              "iterations 1 to %d are not audited: their completions were cleaned up"
                  .formatted(iteration));
    }
    return audit;
  }

  PolicyCheckpoint updatePolicy(
      int iteration,
      PolicyCheckpoint oldPolicy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages,
      Optional<DatasetHandle<Logprobs>> logprobs) {
    Trainer.Outcome update =
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
    iterations
        .bookkeeping()
        .record(
            iteration,
            new Bookkeeping.Data(rollouts, rewards, advantages),
            update,
            () -> metrics(iteration, rollouts, rewards, advantages));
    return update.checkpoint();
  }

  private Map<String, Double> metrics(
      int iteration,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages) {
    Map<String, Double> metrics =
        new TreeMap<>(AdjustmentTotals.means(advantages.manifest().totals()));
    metrics.putAll(
        AuditSignals.run(
            context, rollouts, rewards, advantages, RewardMeans.std(rewards.manifest().totals())));
    metrics.putAll(rounds.metricsBefore(iteration));
    metrics.putAll(calibrations.metrics(iteration));
    metrics.putAll(sampling.metrics(iteration));
    return metrics;
  }
}
