package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.Conversations;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The stages that each kind of iteration begins and ends with: prompts and rollouts, evaluation;
 * and the policy between iterations.
 */
public final class IterationStages {

  private static final String PROMPTS = "the prompts have changed";

  private final StageContext context;
  private final IteratedRun config;
  private final Preparation preparation;
  private final Bookkeeping bookkeeping;
  private final Evaluations evaluations;
  private final RunRewards rewards;
  private final FirstRollouts first;
  private final RolloutsAhead ahead;
  private boolean checked;
  private RolloutSettings rollouts;
  private Optional<Conversations> conversations;

  /** The stages of a run that samples an iteration's prompts at once. */
  public IterationStages(StageContext context, IteratedRun config) {
    this(context, config, Optional.empty());
  }

  /** The stages of a run that samples otherwise. */
  public IterationStages(StageContext context, IteratedRun config, FirstRollouts first) {
    this(context, config, Optional.of(first));
  }

  private IterationStages(StageContext context, IteratedRun config, Optional<FirstRollouts> first) {
    this.context = context;
    this.config = config;
    this.first = first.orElse(new OfAllPrompts());
    this.preparation = new Preparation(context, config);
    this.bookkeeping = new Bookkeeping(context, config);
    this.evaluations = new Evaluations(context, config, bookkeeping::judged);
    this.rewards = new RunRewards(context, config);
    this.ahead = new RolloutsAhead(context, config);
  }

  /** What comes before the first iteration. */
  public Preparation preparation() {
    return preparation;
  }

  /** What is rewarded. */
  public RunRewards rewards() {
    return rewards;
  }

  /** The policies on held-out prompts. */
  public Evaluations evaluations() {
    return evaluations;
  }

  /** The rollouts, made one iteration ahead where the settings say so. */
  public RolloutsAhead ahead() {
    return ahead;
  }

  /** Metrics, and room on the disk. */
  public Bookkeeping bookkeeping() {
    return bookkeeping;
  }

  /** How many prompts there are; looked at once. */
  public void checkPrompts() {
    if (!checked) {
      config.checkPrompts(preparation.prompts());
    }
    checked = true;
  }

  /** Asked for once: it reads the tokenizer, and may have something to say. */
  public RolloutSettings rollouts() {
    rollouts = rollouts == null ? RunRollouts.of(config, context.progress()) : rollouts;
    return rollouts;
  }

  /** Made once: an environment may have to load files. */
  public Optional<Conversations> conversations() {
    conversations = conversations == null ? RunConversations.of(config) : conversations;
    return conversations;
  }

  /** A policy's completions of an iteration's prompts. */
  public DatasetHandle<Rollout> collectRollouts(
      int iteration, Prompts prompts, PolicyCheckpoint maker) {
    return CollectRollouts.run(
        context,
        iteration,
        IterationPrompts.of(prompts, iteration, config.promptsPerIteration(), context.seed()),
        IterationPrompts.identity(prompts, config.promptsPerIteration()),
        maker,
        rollouts(),
        conversations());
  }

  /** The policy that an iteration has left behind; after none, the one it all started from. */
  public PolicyCheckpoint policyAfter(int iteration) {
    long step = config.stepAfter(iteration);
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

  /** The policy that makes an iteration's rollouts. */
  public PolicyCheckpoint maker(int iteration) {
    return policyAfter(config.makerOf(iteration));
  }

  /** The policy after so many optimizer steps, if it is there. */
  public Optional<PolicyCheckpoint> policyAt(long step, PolicyCheckpoint reference) {
    return step == 0
        ? Optional.of(reference)
        : new CheckpointStore(context.run(), reference.under()).find(UpdatePolicy.folder(step));
  }

  /** Whether a whole run ends after this iteration: evaluations have not become better. */
  public boolean isOver(int iteration) {
    boolean over = iteration < config.iterations() && bookkeeping.isOver(iteration);
    if (over) {
      context
          .progress()
          .message(
              "ends after iteration %d of %d: %s has not become better in %d evaluations (evaluation.patience)"
                  .formatted(
                      iteration,
                      config.iterations(),
                      config.evaluation().decisiveMean(),
                      config.evaluation().patience()));
    }
    return over;
  }

  /** The policy that did best on held-out prompts. */
  public Optional<BestPolicy> best(PolicyCheckpoint reference, PolicyCheckpoint last) {
    return bookkeeping
        .best(last)
        .flatMap(
            best -> policyAt(best.step(), reference).map(policy -> new BestPolicy(policy, best)));
  }

  /** An iteration's rollouts as they were published. */
  public DatasetHandle<Rollout> rollouts(int iteration) {
    return context.run().partition(Datasets.ROLLOUTS, iteration).require();
  }

  /** Their rewards. */
  public DatasetHandle<Rewards> rewards(int iteration) {
    return context.run().partition(Datasets.REWARDS, iteration).require();
  }

  /** A single stage of an iteration: it depends on what the configuration begins with. */
  public StageResult started(Supplier<StageResult> stage) {
    checkPrompts();
    refuseOtherStart();
    return stage.get();
  }

  /** A single stage reads what it finds: that must have begun where this configuration begins. */
  private void refuseOtherStart() {
    Fingerprint now = first.declared(preparation.prompts(), preparation.reference());
    Partition<Rollout> partition = first.partition();
    partition
        .manifest()
        .ifPresent(there -> StageChange.refuse(partition.uri(), there.fingerprint(), now));
  }

  /** Those of an iteration whose prompts are sampled at once. */
  private final class OfAllPrompts implements FirstRollouts {

    @Override
    public Partition<Rollout> partition() {
      return context.run().partition(Datasets.ROLLOUTS, 1);
    }

    @Override
    public Fingerprint declared(Prompts prompts, PolicyCheckpoint policy) {
      return CollectRollouts.declared(rollouts(), conversations(), context.seed())
          .input("prompts", IterationPrompts.identity(prompts, config.promptsPerIteration()))
          .input("policy", policy.contentHash());
    }
  }

  /** The name of the stage that makes what reinforcement starts from. */
  public String starting() {
    return config.policy().adapter() == null ? "fine-tune-policy" : "starting-adapter";
  }

  /** Sampling, as a stage. */
  public Stage collectRollouts() {
    long seed = context.seed();
    return Stage.each("collect-rollouts", 1)
        .settings(
            "rollouts", "environment", "prompts-per-iteration", "training-engine", "torch", "seed")
        .reads("shard-prompts", starting())
        .readsBefore(UpdatePolicy.STAGE, 1 + config.rollouts().lag())
        .writes("rollouts/iteration=*")
        .input("policy", Preparation.OTHER_POLICY)
        .input("prompts", PROMPTS)
        .declares(
            () ->
                List.of(
                    new Reading(
                        "",
                        CollectRollouts.declared(
                            RunRollouts.of(config, Progress.NONE), conversations(), seed),
                        Map.of("prompts", "/" + config.promptsPerIteration()))))
        .works(() -> IterationWork.collectRollouts(config))
        .does(iteration -> started(() -> collectedRollouts(iteration)));
  }

  private StageResult collectedRollouts(int iteration) {
    DatasetHandle<Rollout> made =
        collectRollouts(iteration, preparation.prompts(), maker(iteration));
    return StageResult.of(made, Bookkeeping.ofRollouts(made));
  }

  /** Evaluation, as a stage. */
  public Stage evaluatePolicy() {
    return Stage.each("evaluate-policy", 0)
        .settings(Evaluations.SETTINGS)
        .reads("shard-prompts", starting(), UpdatePolicy.STAGE)
        .writes("evaluations/step=*")
        .writesWhere(rewards::askJudges, "held_out_verdicts/step=*")
        .where(() -> Evaluations.areAsked(config))
        .input("policy", Preparation.OTHER_POLICY)
        .input("prompts", PROMPTS)
        .declares(() -> Evaluations.readings(context, config))
        .works(() -> Evaluations.works(config))
        .does(iteration -> started(() -> evaluatedPolicy(iteration)));
  }

  /** Measuring on suites, as a stage. */
  public Stage evaluateSuites() {
    return evaluations
        .suitesStage(Stage.each(Suites.STAGE, 0))
        .reads("shard-prompts", starting(), UpdatePolicy.STAGE)
        .does(iteration -> started(() -> evaluatedSuites(iteration)));
  }

  private StageResult evaluatedSuites(int iteration) {
    return evaluations.suitesResult(iteration, policyAfter(iteration), preparation.prompts());
  }

  private StageResult evaluatedPolicy(int iteration) {
    return evaluations.result(
        evaluations.evaluate(iteration, policyAfter(iteration), preparation.prompts()));
  }
}
