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

  /** A step: a pair is two sequences, in any order; a single completion is one. */
  static PolicyWork training(RewardModelConfig config) {
    RewardTrainingSettings training = config.rewardModel();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    int examples = Math.min(training.microBatchExamples(), ofShard);
    return new PolicyWork(
        "reward model",
        Kind.training(training.gradientCheckpointing()),
        true,
        training.gradientShards(),
        Shape.texts(texts(config) * examples, 1, config.maxTokens()));
  }

  private static int texts(RewardModelConfig config) {
    return config.isUnpaired() ? 1 : 2;
  }

  /** The rewards of held-out pairs or completions. */
  static PolicyWork judging(RewardModelConfig config) {
    int texts = texts(config);
    Shape row = Shape.texts(1, texts, config.maxTokens());
    return new PolicyWork(
        config.isUnpaired() ? "held-out completions" : "held-out pairs",
        Kind.JUDGING,
        true,
        StageWork.MANY,
        (prompt, completion, context) -> {
          BatchShape one = row.of(prompt, completion, context);
          int rows =
              EvaluateRewardModel.rowsInPass(texts, one.promptTokens() + one.completionTokens());
          return new BatchShape(rows, texts, one.promptTokens(), one.completionTokens());
        });
  }
}
