package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.advantages.AdjustRewards;
import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.published.PublishRewards;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.training.Trainer;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.run.Evaluations;
import dev.vireo.pipelines.run.Outputs;
import dev.vireo.pipelines.run.Preparation;
import dev.vireo.pipelines.run.Reading;
import dev.vireo.pipelines.run.RunRewards;
import dev.vireo.pipelines.run.RunRollouts;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageResult;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

// Over 300 lines: a method for each stage.
/**
 * The stages of an iteration, each with its inputs given ({@link GrpoPipeline}) or found in the run
 * directory, where a scheduler runs them one by one.
 */
final class GrpoStages {

  private static final String POLICY =
      "policy.model, or what it was fine-tuned on: files have changed";
  private static final String PROMPTS = "the prompts have changed";

  private final StageContext context;
  private final GrpoConfig config;
  private final Preparation preparation;
  private final Bookkeeping bookkeeping;
  private final Evaluations evaluations;
  private final RunRewards rewards;
  private final ScoreRewards scoreRewards;
  private boolean started;
  private boolean warned;
  private RolloutSettings rollouts;

  GrpoStages(StageContext context, GrpoConfig config) {
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.bookkeeping = new Bookkeeping(context, config);
    this.evaluations = new Evaluations(context, config, bookkeeping::judged);
    this.rewards = new RunRewards(context, config);
    this.scoreRewards = ScoreRewards.of(rewards.settings());
  }

  /** All of them, with what each reads and writes. */
  List<Stage> list() {
    long seed = context.seed();
    String starting = config.policy().adapter() == null ? "fine-tune-policy" : "starting-adapter";
    List<Stage> stages = new ArrayList<>(preparation.stages());
    stages.add(
        Stage.each("collect-rollouts", 1)
            .settings("rollouts", "prompts-per-iteration", "seed")
            .reads("shard-prompts", starting)
            .readsBefore("update-policy")
            .writes("rollouts/iteration=*")
            .input("policy", POLICY)
            .input("prompts", PROMPTS)
            .declares(
                () ->
                    List.of(
                        new Reading(
                            "",
                            CollectRollouts.declared(RunRollouts.of(config, Progress.NONE), seed),
                            Map.of("prompts", "/" + config.promptsPerIteration()))))
            .does(this::collectRollouts));
    stages.add(
        Stage.each("score-logprobs", 1)
            .settings("rollouts.temperature")
            .reads("collect-rollouts", starting)
            .writes("logprobs/iteration=*")
            .where(config::needsReference)
            .declares(() -> Reading.of(ScoreLogprobs.declared(config.rollouts().temperature())))
            .does(iteration -> started(() -> scoreLogprobs(iteration))));
    stages.add(
        Stage.each("publish-rewards", 1)
            .reads("collect-rollouts")
            .writes("published-rewards/*/rewards/iteration=*"));
    stages.add(
        Stage.each("score-rewards", 1)
            .settings("rewards")
            .reads("collect-rollouts", "publish-rewards")
            .writes("rewards/iteration=*")
            .declares(() -> Reading.of(scoreRewards.declared(context.session())))
            .does(iteration -> started(() -> scoreRewards(iteration))));
    stages.add(
        Stage.each("adjust-rewards", 1)
            .settings("algorithm", "adjustment", "advantage")
            .reads("score-rewards", "score-logprobs")
            .writes("advantages/iteration=*")
            .declares(() -> Reading.of(AdjustRewards.declared(config.advantages())))
            .does(iteration -> started(() -> adjustRewards(iteration))));
    stages.add(
        Stage.each("update-policy", 1)
            .settings("update", "seed")
            .reads("collect-rollouts", "score-rewards", "adjust-rewards", "score-logprobs")
            .readsBefore("update-policy")
            .writes("checkpoints/step-*", "metrics/iteration=*")
            .declares(() -> Reading.of(UpdatePolicy.declared(config.update(), seed)))
            .does(iteration -> started(() -> updatePolicy(iteration))));
    stages.add(
        Stage.each("evaluate-policy", 0)
            .settings("evaluation", "rollouts", "rewards", "seed")
            .reads("shard-prompts", starting, "update-policy")
            .writes("evaluations/step=*")
            .input("policy", POLICY)
            .input("prompts", PROMPTS)
            .declares(() -> Evaluations.readings(context, config))
            .does(iteration -> started(() -> evaluatePolicy(iteration))));
    return stages;
  }

  /** The single stage of an iteration: it stands on what the configuration begins with. */
  private StageResult started(Supplier<StageResult> stage) {
    checkPrompts();
    refuseOtherStart();
    return stage.get();
  }

  void checkPrompts() {
    if (!started) {
      config.checkPrompts(preparation.prompts());
    }
    started = true;
  }

  private StageResult collectRollouts(int iteration) {
    return started(
        () -> {
          DatasetHandle<Rollout> rollouts =
              collectRollouts(iteration, preparation.prompts(), policyAfter(iteration - 1));
          return StageResult.of(rollouts, Bookkeeping.ofRollouts(rollouts));
        });
  }

  private StageResult scoreLogprobs(int iteration) {
    return StageResult.of(
        scoreLogprobs(iteration, rollouts(iteration), preparation.reference()), Map.of());
  }

  private StageResult scoreRewards(int iteration) {
    DatasetHandle<Rewards> scored = scoreRewards(iteration, rollouts(iteration));
    return StageResult.of(scored, RewardMeans.of(scored.manifest().totals()));
  }

  private StageResult adjustRewards(int iteration) {
    DatasetHandle<Advantages> advantages =
        adjustRewards(iteration, rewards(iteration), logprobs(iteration));
    return StageResult.of(advantages, AdjustmentTotals.means(advantages.manifest().totals()));
  }

  private StageResult updatePolicy(int iteration) {
    PolicyCheckpoint policy =
        updatePolicy(
            iteration,
            policyAfter(iteration - 1),
            rollouts(iteration),
            rewards(iteration),
            context.run().partition(Datasets.ADVANTAGES, iteration).require(),
            logprobs(iteration));
    return StageResult.of(policy, bookkeeping.metrics(iteration));
  }

  private StageResult evaluatePolicy(int iteration) {
    return evaluations.result(
        evaluations.evaluate(iteration, policyAfter(iteration), preparation.prompts()));
  }

  Preparation preparation() {
    return preparation;
  }

  Evaluations evaluations() {
    return evaluations;
  }

  DatasetHandle<Rollout> collectRollouts(
      int iteration, Prompts prompts, PolicyCheckpoint oldPolicy) {
    return CollectRollouts.run(
        context,
        iteration,
        IterationPrompts.of(prompts, iteration, config.promptsPerIteration(), context.seed()),
        IterationPrompts.identity(prompts, config.promptsPerIteration()),
        oldPolicy,
        rollouts());
  }

  /** Asked for once: it reads the tokenizer, and may have something to say. */
  private RolloutSettings rollouts() {
    rollouts = rollouts == null ? RunRollouts.of(config, context.progress()) : rollouts;
    return rollouts;
  }

  /** Null where neither the objective nor the adjustment asks for the reference policy. */
  DatasetHandle<Logprobs> scoreLogprobs(
      int iteration, DatasetHandle<Rollout> rollouts, PolicyCheckpoint reference) {
    return config.needsReference()
        ? ScoreLogprobs.run(
            context, iteration, rollouts, reference, config.rollouts().temperature())
        : null;
  }

  DatasetHandle<Rewards> scoreRewards(int iteration, DatasetHandle<Rollout> rollouts) {
    return scoreRewards.run(
        context.session(), context.run(), iteration, rollouts, context.progress());
  }

  /**
   * Publishes values of a reward that somebody else computed, and then scores the iteration where
   * no others are missing.
   *
   * @param name the reward's name; null where there is but one of type dataset
   * @param path Parquet files with a row a completion
   * @param column the values' column
   * @param replace whether to take the place of other values
   * @return where the values were published
   * @throws InputException if the rollouts are not there, or the values are not theirs
   */
  String publishRewards(int iteration, String name, String path, String column, boolean replace) {
    DatasetHandle<Rollout> rollouts = rollouts(iteration);
    String reward = rewards.published(name);
    DatasetHandle<Rewards> published =
        PublishRewards.run(
            context.session(),
            context.run(),
            iteration,
            rollouts,
            new PublishRewards.Source(reward, path, column, replace),
            context.progress());
    withdrawScores(iteration, reward, published);
    if (scoreRewards.hasPublished(context.run(), iteration, rollouts)) {
      scoreRewards(iteration, rollouts);
    }
    return published.partition().uri();
  }

  /** What was scored with other values of the reward goes, and what follows from it. */
  private void withdrawScores(int iteration, String reward, DatasetHandle<Rewards> published) {
    boolean others =
        context
            .run()
            .partition(Datasets.REWARDS, iteration)
            .manifest()
            .map(scored -> scored.fingerprint().inputs().get("rewards/" + reward))
            .filter(scored -> !scored.equals(published.contentHash()))
            .isPresent();
    if (others) {
      Outputs outputs = new Outputs(context.run(), new GrpoPipeline(context, config));
      Map<Stage, Integer> stages =
          outputs.following(List.of(outputs.stage("score-rewards")), iteration);
      context.progress().message("deleting " + outputs.describe(stages));
      outputs.delete(stages);
    }
  }

  DatasetHandle<Advantages> adjustRewards(
      int iteration, DatasetHandle<Rewards> rewards, DatasetHandle<Logprobs> logprobs) {
    DatasetHandle<Advantages> advantages =
        AdjustRewards.run(context, iteration, rewards, logprobs, config.advantages());
    warnOfNoSignal(iteration, advantages);
    return advantages;
  }

  /** Once: whoever has seen it knows. */
  private void warnOfNoSignal(int iteration, DatasetHandle<Advantages> advantages) {
    if (!warned && AdjustmentTotals.lackSignal(advantages.manifest().totals())) {
      warned = true;
      context
          .progress()
          .message(
              "no group of iteration %d has any signal: in each, all completions have the same reward"
                  .formatted(iteration));
    }
  }

  PolicyCheckpoint updatePolicy(
      int iteration,
      PolicyCheckpoint oldPolicy,
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      DatasetHandle<Advantages> advantages,
      DatasetHandle<Logprobs> logprobs) {
    Trainer.Outcome update =
        UpdatePolicy.run(
            context,
            iteration,
            oldPolicy,
            rollouts,
            advantages,
            config.update().objective().beta() > 0 ? logprobs : null,
            config.update(),
            config.rollouts().temperature(),
            config.rollouts().maxNewTokens());
    bookkeeping.record(iteration, rollouts, rewards, advantages, update);
    return update.checkpoint();
  }

  Bookkeeping bookkeeping() {
    return bookkeeping;
  }

  /** A single stage reads what it finds: that must have begun where this configuration begins. */
  private void refuseOtherStart() {
    Prompts prompts = preparation.prompts();
    PolicyCheckpoint reference = preparation.reference();
    Partition<Rollout> first = context.run().partition(Datasets.ROLLOUTS, 1);
    Fingerprint now =
        CollectRollouts.declared(rollouts(), context.seed())
            .input("prompts", IterationPrompts.identity(prompts, config.promptsPerIteration()))
            .input("policy", reference.contentHash());
    first.manifest().ifPresent(there -> StageChange.refuse(first.uri(), there.fingerprint(), now));
  }

  private DatasetHandle<Rollout> rollouts(int iteration) {
    return context.run().partition(Datasets.ROLLOUTS, iteration).require();
  }

  private DatasetHandle<Rewards> rewards(int iteration) {
    return context.run().partition(Datasets.REWARDS, iteration).require();
  }

  private DatasetHandle<Logprobs> logprobs(int iteration) {
    return config.needsReference()
        ? context.run().partition(Datasets.LOGPROBS, iteration).require()
        : null;
  }

  /** The policy that an iteration has left behind; after none, the one it all started from. */
  private PolicyCheckpoint policyAfter(int iteration) {
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

  /** The policy after so many optimizer steps, if it is there. */
  Optional<PolicyCheckpoint> policyAt(long step, PolicyCheckpoint reference) {
    return step == 0
        ? Optional.of(reference)
        : new CheckpointStore(context.run(), reference.under()).find(UpdatePolicy.folder(step));
  }
}
