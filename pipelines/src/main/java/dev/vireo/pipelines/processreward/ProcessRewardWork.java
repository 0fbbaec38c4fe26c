package dev.vireo.pipelines.processreward;

import dev.vireo.jobs.evaluation.EvaluateProcessRewardModel;
import dev.vireo.jobs.training.ProcessRewardTrainingSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.StageWork;

/** What the stages that sample, train and judge have in memory. */
final class ProcessRewardWork {

  private ProcessRewardWork() {}

  /** Continuations of steps. */
  static PolicyWork labelling(ProcessRewardConfig config) {
    return new PolicyWork(
        "continuations",
        Kind.SAMPLING,
        false,
        StageWork.MANY,
        Shape.groups(config.rollouts().chunkGroups(), config.rollouts().groupSize()));
  }

  /** A step of training. */
  static PolicyWork training(ProcessRewardConfig config) {
    ProcessRewardTrainingSettings training = config.processRewardModel();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    return new PolicyWork(
        "process reward model",
        Kind.training(training.gradientCheckpointing()),
        true,
        training.gradientShards(),
        Shape.texts(
            Math.min(training.microBatchExamples(), ofShard), 1, config.stepLabels().maxTokens()));
  }

  /** The rewards of held-out steps. */
  static PolicyWork judging(ProcessRewardConfig config) {
    Shape text = Shape.texts(1, 1, config.stepLabels().maxTokens());
    return new PolicyWork(
        "held-out steps",
        Kind.JUDGING,
        true,
        StageWork.MANY,
        (prompt, completion, context) -> {
          BatchShape one = text.of(prompt, completion, context);
          int tokens = one.promptTokens() + one.completionTokens();
          return new BatchShape(
              EvaluateProcessRewardModel.completionsInPass(tokens),
              1,
              one.promptTokens(),
              one.completionTokens());
        });
  }
}
