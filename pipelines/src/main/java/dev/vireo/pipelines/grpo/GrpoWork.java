package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.rewards.model.RetrainedModel;
import dev.vireo.jobs.rewards.model.ScoringModel;
import dev.vireo.jobs.rollouts.Engine;
import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.jobs.training.RewardTrainingSettings;
import dev.vireo.jobs.training.UpdateSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.pipelines.run.DataWork;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.StageWork;
import java.util.List;

/** What the stages of an iteration have in memory. */
final class GrpoWork {

  private GrpoWork() {}

  /** Sampling; where a server samples, its completions' log-probabilities. */
  static PolicyWork collectRollouts(GrpoConfig config) {
    RolloutSettings rollouts = config.rollouts();
    if (rollouts.engine() != Engine.LOCAL) {
      return scoring("rollouts' log-probabilities", config);
    }
    int groups = Math.min(config.promptsPerIteration(), rollouts.chunkGroups());
    return new PolicyWork(
        "rollouts",
        Kind.SAMPLING,
        true,
        chunks(config),
        Shape.groups(groups, rollouts.groupSize()));
  }

  /** The reference's log-probabilities. */
  static PolicyWork scoreLogprobs(GrpoConfig config) {
    return scoring("reference", config);
  }

  /** A group at a time. */
  private static PolicyWork scoring(String name, GrpoConfig config) {
    return new PolicyWork(
        name, Kind.SCORING, true, chunks(config), Shape.groups(1, config.rollouts().groupSize()));
  }

  /** A step. */
  static PolicyWork updatePolicy(GrpoConfig config) {
    UpdateSettings update = config.update();
    int groupSize = config.rollouts().groupSize();
    int groups =
        update.groupsPerStep() == 0 ? config.promptsPerIteration() : update.groupsPerStep();
    int ofShard = PolicyWork.parts(groups * groupSize, update.gradientShards());
    int completions = Math.min(update.microBatchCompletions(), ofShard);
    return new PolicyWork(
        "update",
        Kind.training(update.gradientCheckpointing()),
        true,
        update.gradientShards(),
        (prompt, completion, context) -> BatchShape.of(completions, groupSize, prompt, completion));
  }

  /** The reward models, one after the other. */
  static List<StageWork> scoreRewards(GrpoConfig config) {
    return config.rewards().stream()
        .flatMap(reward -> ScoringModel.of(reward).stream())
        .<StageWork>map(
            scoring ->
                new ModelWork(
                    "reward '" + scoring.name() + "'",
                    Kind.SCORING,
                    scoring.model(),
                    scoring.head(),
                    null,
                    chunks(config),
                    (prompt, completion, context) ->
                        scoring.batch(Math.min(context, prompt + completion))))
        .toList();
  }

  /** A step of the reward model: a pair is two sequences. */
  static ModelWork retraining(IterativeSettings settings, RetrainedModel model) {
    RewardTrainingSettings training = settings.training();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    int pairs = Math.min(training.microBatchExamples(), ofShard);
    return new ModelWork(
        "reward model",
        Kind.training(training.gradientCheckpointing()),
        model.model(),
        model.head(),
        settings.adapter(),
        training.gradientShards(),
        Shape.texts(2 * pairs, 1, 0));
  }

  /** The driver writes the model with its adapter merged: what lies under it, and the sum. */
  static DataWork merging(RetrainedModel model) {
    long bytes = Float.BYTES * ParameterLayout.of(model.model(), model.head()).size();
    return new DataWork(
        "reward model merged",
        1,
        MemoryEstimate.none(),
        MemoryEstimate.none().plus("reward model", 2 * bytes));
  }

  /** Rows of numbers, which Spark keeps in the heap as far as there is room, and on disk beyond. */
  static DataWork auditRewards() {
    return new DataWork(
        "reward audit", StageWork.MANY, MemoryEstimate.none(), MemoryEstimate.none());
  }

  private static int chunks(GrpoConfig config) {
    return PolicyWork.parts(config.promptsPerIteration(), config.rollouts().chunkGroups());
  }
}
