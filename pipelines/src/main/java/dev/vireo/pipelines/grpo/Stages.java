package dev.vireo.pipelines.grpo;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.advantages.AdjustRewards;
import dev.vireo.jobs.advantages.AdjustmentTotals;
import dev.vireo.jobs.data.prompts.Prompts;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.gradient.StepLoop;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.rewards.mllib.RewardModelReport;
import dev.vireo.jobs.rewards.published.PublishRewards;
import dev.vireo.jobs.rewards.stage.ScoreRewards;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.scores.ScoreLogprobs;
import dev.vireo.jobs.update.UpdatePolicy;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

// Over 300 lines: a method for each stage.
/**
 * The stages of an iteration, each with its inputs given ({@link GrpoPipeline}) or found in the run
 * directory, where a scheduler runs them one by one.
 */
public final class Stages {

  private final StageContext context;
  private final RunConfig config;
  private final Preparation preparation;
  private final Bookkeeping bookkeeping;
  private final RunRewards rewards;
  private final ScoreRewards scoreRewards;
  private final RunChanges changes;
  private boolean warned;
  private RolloutSettings rollouts;

  Stages(StageContext context, RunConfig config, RunChanges changes) {
    this.changes = changes;
    this.context = context;
    this.config = config;
    this.preparation = new Preparation(context, config);
    this.bookkeeping = new Bookkeeping(context, config);
    this.rewards = new RunRewards(context, config);
    this.scoreRewards = ScoreRewards.of(rewards.settings());
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
  public String publishRewards(
      int iteration, String name, String path, String column, boolean replace) {
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
      rewards.train();
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
      Outputs outputs = new Outputs(context.run(), config);
      Map<RunStage, Integer> stages = outputs.following(List.of(RunStage.SCORE_REWARDS), iteration);
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
    StepLoop.Outcome update =
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

  /**
   * Runs one stage on what lies in the run directory.
   *
   * @param iteration from 1; evaluate-policy takes 0 for the policy that reinforcement starts from
   * @return what is there now, whether this call made it or one before
   * @throws InputException if what it reads is not there
   */
  public StageResult run(StageName stage, int iteration) {
    return changes.explain(() -> runOne(stage, iteration));
  }

  private StageResult runOne(StageName stage, int iteration) {
    int first = stage == StageName.EVALUATE_POLICY ? 0 : 1;
    if (iteration < first) {
      throw new InputException(
          "--iteration is " + iteration + "; iterations of this stage count from " + first);
    }
    Optional<RewardModelReport> rewardModel = rewards.train();
    if (stage == StageName.TRAIN_REWARD_MODEL) {
      return rewardModel.map(Stages::result).orElse(StageResult.NOTHING);
    }
    PolicyCheckpoint base = preparation.startingPolicy();
    Prompts prompts = preparation.shardPrompts(base);
    RunChecks.prompts(config, prompts);
    PolicyCheckpoint reference = preparation.reference(base, prompts);
    refuseOtherStart(prompts, reference);
    return switch (stage) {
      case PREPARE, TRAIN_REWARD_MODEL ->
          new StageResult(
              reference.toString(),
              Map.of(
                  "prompts", (double) prompts.trainCount(),
                  "prompts/held_out", (double) prompts.evalCount()));
      case COLLECT_ROLLOUTS -> {
        DatasetHandle<Rollout> rollouts =
            collectRollouts(iteration, prompts, policyAfter(iteration - 1, reference));
        yield result(rollouts, Bookkeeping.ofRollouts(rollouts));
      }
      case SCORE_LOGPROBS -> {
        DatasetHandle<Logprobs> logprobs = scoreLogprobs(iteration, rollouts(iteration), reference);
        yield logprobs == null ? StageResult.NOTHING : result(logprobs, Map.of());
      }
      case SCORE_REWARDS -> {
        DatasetHandle<Rewards> scored = scoreRewards(iteration, rollouts(iteration));
        yield result(scored, RewardMeans.of(scored.manifest().totals()));
      }
      case ADJUST_REWARDS -> {
        DatasetHandle<Advantages> advantages =
            adjustRewards(iteration, rewards(iteration), logprobs(iteration));
        yield result(advantages, AdjustmentTotals.means(advantages.manifest().totals()));
      }
      case UPDATE_POLICY -> {
        PolicyCheckpoint policy =
            updatePolicy(
                iteration,
                policyAfter(iteration - 1, reference),
                rollouts(iteration),
                rewards(iteration),
                context.run().partition(Datasets.ADVANTAGES, iteration).require(),
                logprobs(iteration));
        yield new StageResult(policy.toString(), bookkeeping.metrics(iteration));
      }
      case EVALUATE_POLICY ->
          new Evaluations(context, config, bookkeeping)
              .evaluate(iteration, policyAfter(iteration, reference), prompts)
              .map(this::result)
              .orElse(StageResult.NOTHING);
    };
  }

  private static StageResult result(DatasetHandle<?> dataset, Map<String, Double> metrics) {
    return new StageResult(dataset.partition().uri(), metrics);
  }

  private static StageResult result(RewardModelReport report) {
    return new StageResult(
        report.directory(),
        Map.of(
            "accuracy/train", report.trainAccuracy(),
            "accuracy/held_out", report.heldOutAccuracy()));
  }

  private StageResult result(EvaluationResult evaluation) {
    String step = Long.toString(evaluation.step());
    return new StageResult(
        context.run().partition(Datasets.EVALUATIONS, step).uri(), evaluation.means());
  }

  Bookkeeping bookkeeping() {
    return bookkeeping;
  }

  /** A single stage reads what it finds: that must have begun where this configuration begins. */
  private void refuseOtherStart(Prompts prompts, PolicyCheckpoint reference) {
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
  private PolicyCheckpoint policyAfter(int iteration, PolicyCheckpoint reference) {
    long step = (long) iteration * config.stepsPerIteration();
    return policyAt(step, reference)
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
