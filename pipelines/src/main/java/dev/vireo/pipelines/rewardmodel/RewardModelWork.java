package dev.vireo.pipelines.rewardmodel;

import dev.vireo.jobs.evaluation.EvaluateRewardModel;
import dev.vireo.jobs.training.RewardTrainingSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.StageWork;

/** What the stages that train and judge have in memory. */
final class RewardModelWork {

  private RewardModelWork() {}

  /** A step: a pair is two sequences. */
  static PolicyWork training(RewardModelConfig config) {
    RewardTrainingSettings training = config.rewardModel();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    int pairs = Math.min(training.microBatchExamples(), ofShard);
    return new PolicyWork(
        "reward model",
        Kind.training(training.gradientCheckpointing()),
        true,
        training.gradientShards(),
        Shape.texts(2 * pairs, 1, config.preferences().maxTokens()));
  }

  /** The rewards of held-out pairs. */
  static PolicyWork judging(RewardModelConfig config) {
    Shape pair = Shape.texts(1, 2, config.preferences().maxTokens());
    return new PolicyWork(
        "held-out pairs",
        Kind.SCORING,
        true,
        StageWork.MANY,
        (prompt, completion, context) -> {
          BatchShape one = pair.of(prompt, completion, context);
          int pairs = EvaluateRewardModel.pairsInPass(one.promptTokens() + one.completionTokens());
          return new BatchShape(pairs, 2, one.promptTokens(), one.completionTokens());
        });
  }
}
