package dev.vireo.pipelines.run;

import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.model.ScoringCompute;
import dev.vireo.jobs.rewards.model.ScoringModel;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.PromptSampler;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.rollouts.server.LogprobSource;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.training.UpdateSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import java.util.List;
import java.util.Optional;

/** What the stages that each kind of iteration has have in memory. */
public final class IterationWork {

  private IterationWork() {}

  /**
   * Sampling. Where a server samples, its completions' log-probabilities, unless they are the
   * server's too.
   */
  public static List<StageWork> collectRollouts(IteratedRun config) {
    RolloutSettings rollouts = config.rollouts();
    if (rollouts.engine() != Engine.LOCAL) {
      return rollouts.server().logprobs() == LogprobSource.SERVER
          ? List.of()
          : List.of(scoring("rollouts' log-probabilities", config));
    }
    int sampled = config.dynamicSampling().inRound(config.promptsPerIteration());
    int groups = Math.min(sampled, rollouts.chunkGroups());
    return List.of(
        new PolicyWork(
            "rollouts",
            Kind.SAMPLING,
            true,
            PolicyWork.parts(sampled, rollouts.chunkGroups()),
            config.environment() == null
                ? Shape.groups(groups, rollouts.groupSize())
                : turns(groups * rollouts.groupSize())));
  }

  /** Conversations that go on, each of which is read again whole. */
  public static Shape turns(int conversations) {
    return (prompt, completion, context) -> {
      int tokens = Math.max(1, prompt + completion - 1);
      return new BatchShape(PromptSampler.atOnce(conversations, tokens), 1, tokens, 1);
    };
  }

  /** The reference's log-probabilities. */
  public static PolicyWork scoreLogprobs(IteratedRun config) {
    return scoring("reference", config);
  }

  /** A group at a time. */
  private static PolicyWork scoring(String name, IteratedRun config) {
    return new PolicyWork(
        name, Kind.SCORING, true, chunks(config), Shape.groups(1, config.rollouts().groupSize()));
  }

  /** A step. */
  public static PolicyWork updatePolicy(IteratedRun config, UpdateSettings update) {
    return new PolicyWork(
        "update",
        Kind.training(update.gradientCheckpointing()),
        true,
        update.gradientShards(),
        step(
            config,
            update.groupsPerStep(),
            update.gradientShards(),
            update.microBatchCompletions()));
  }

  /**
   * A micro-batch of a step.
   *
   * @param groupsPerStep 0 for all of the iteration's
   */
  public static Shape step(
      IteratedRun config, int groupsPerStep, int gradientShards, int microBatchCompletions) {
    int groupSize = config.rollouts().groupSize();
    int groups = groupsPerStep == 0 ? config.promptsPerIteration() : groupsPerStep;
    int ofShard = PolicyWork.parts(groups * groupSize, gradientShards);
    int completions = Math.min(microBatchCompletions, ofShard);
    return (prompt, completion, context) ->
        BatchShape.of(completions, groupSize, prompt, completion);
  }

  /** The reward models, one after the other. */
  public static List<StageWork> scoreRewards(IteratedRun config) {
    return scoreRewards(config, config.rewards(), chunks(config));
  }

  /** The same of these, for so many chunks. */
  public static List<StageWork> scoreRewards(
      ModelRun config, List<RewardSettings> rewards, int chunks) {
    return rewards.stream()
        .flatMap(reward -> ScoringModel.of(reward).stream())
        .<StageWork>map(
            scoring ->
                new ModelWork(
                    "reward '" + scoring.name() + "'",
                    Kind.JUDGING,
                    scorer(config, scoring),
                    chunks,
                    (prompt, completion, context) ->
                        scoring.batch(Math.min(context, prompt + completion))))
        .toList();
  }

  /** A whole model is not trained: an executor has it, or the one under its adapter, once. */
  private static SideModel scorer(ModelRun config, ScoringModel scoring) {
    String name =
        scoring
            .base()
            .map(base -> PolicyBase.under(config, base, format(config, scoring)))
            .orElseGet(() -> scoring.directory().toString());
    return new SideModel(
        Role.REWARD,
        scoring.model(),
        scoring.head(),
        scoring.adapter(),
        Optional.of(new SideModel.Frozen(name, scoring.frozen())));
  }

  private static FloatFormat format(ModelRun config, ScoringModel scoring) {
    return scoring.compute() == ScoringCompute.RUN ? config.products() : FloatFormat.FLOAT32;
  }

  /** Chunks of an iteration's rollouts. */
  public static int chunks(IteratedRun config) {
    return PolicyWork.parts(config.promptsPerIteration(), config.rollouts().chunkGroups());
  }
}
