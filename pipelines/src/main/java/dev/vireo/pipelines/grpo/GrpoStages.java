package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.advantages.ComputeAdvantages;
import dev.vireo.jobs.audit.AuditRewards;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.selection.CandidateRound;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.RunRollouts;
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
  private final Preparation preparation;
  private final Bookkeeping bookkeeping;
  private final Evaluations evaluations;
  private final RunRewards rewards;
  private final RewardRounds rounds;
  private final RewardCalibrations calibrations;
  private final DynamicSampling sampling;
  private boolean started;
  private boolean warned;
  private RolloutSettings rollouts;

  /** Made when it is first needed: who lists the stages need not open the rewards. */
  private ScoreRewards scoring;

  private int scoringRound;

  GrpoStages(StageContext context, GrpoConfig config) {
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.bookkeeping = new Bookkeeping(context, config);
    this.evaluations = new Evaluations(context, config, bookkeeping::judged);
    this.rewards = new RunRewards(context, config);
    this.rounds = new RewardRounds(context, config);
    this.calibrations = new RewardCalibrations(context, config);
    this.sampling = new DynamicSampling(context, config, this::rollouts);
  }

  RewardCalibrations calibrations() {
    return calibrations;
  }

  RewardRounds rounds() {
    return rounds;
  }

  Preparation preparation() {
    return preparation;
  }

  RunRewards rewards() {
    return rewards;
  }

  /** How many prompts there are; looked at once. */
  void checkPrompts() {
    if (!started) {
      config.checkPrompts(preparation.prompts());
    }
    started = true;
  }

  Evaluations evaluations() {
    return evaluations;
  }

  DatasetHandle<Rollout> collectRollouts(
      int iteration, Prompts prompts, PolicyCheckpoint oldPolicy) {
    if (sampling.isAsked()) {
      return sampling.select(iteration, candidates(iteration, prompts, oldPolicy)).rollouts();
    }
    return CollectRollouts.run(
        context,
        iteration,
        IterationPrompts.of(prompts, iteration, config.promptsPerIteration(), context.seed()),
        IterationPrompts.identity(prompts, config.promptsPerIteration()),
        oldPolicy,
        rollouts());
  }

  /** The rounds of dynamic sampling. */
  List<CandidateRound> candidates(int iteration, Prompts prompts, PolicyCheckpoint oldPolicy) {
    return sampling.rounds(iteration, prompts, oldPolicy, scoring(iteration));
  }

  DynamicSampling sampling() {
    return sampling;
  }

  /** Asked for once: it reads the tokenizer, and may have something to say. */
  RolloutSettings rollouts() {
    rollouts = rollouts == null ? RunRollouts.of(config, context.progress()) : rollouts;
    return rollouts;
  }

  /** Empty if neither the objective nor the adjustment needs the reference policy. */
  Optional<DatasetHandle<Logprobs>> scoreLogprobs(int iteration, DatasetHandle<Rollout> rollouts) {
    double temperature = config.rollouts().temperature();
    return ofReference(
        () -> ScoreLogprobs.run(context, iteration, rollouts, reference(iteration), temperature));
  }

  /** The policy that an iteration is held against. */
  private PolicyCheckpoint reference(int iteration) {
    return policyAfter(config.referenceBefore(iteration));
  }

  /** The policy that an iteration has left behind; after none, the one it all started from. */
  PolicyCheckpoint policyAfter(int iteration) {
    long step = (long) iteration * config.stepsPerIteration();
    return policyAt(step, preparation.reference())
        .orElseThrow(
            () ->
                new InputException(
                    "There is no checkpoint "
                        + context.run().uri(UpdatePolicy.folder(step))
                        + ": run update-policy of iteration "
                        + iteration
                        + " first"));
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
              rounds.rewards(rewards.settings(), round), () -> TokenTexts.of(preparation.base()));
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
    Map<String, Double> before = new TreeMap<>(rounds.metricsBefore(iteration));
    before.putAll(calibrations.metrics(iteration));
    before.putAll(sampling.metrics(iteration));
    bookkeeping.record(
        iteration, new Bookkeeping.Data(rollouts, rewards, advantages), update, before);
    return update.checkpoint();
  }

  Bookkeeping bookkeeping() {
    return bookkeeping;
  }

  /** The policy after so many optimizer steps, if it is there. */
  Optional<PolicyCheckpoint> policyAt(long step, PolicyCheckpoint reference) {
    return step == 0
        ? Optional.of(reference)
        : new CheckpointStore(context.run(), reference.under()).find(UpdatePolicy.folder(step));
  }
}
