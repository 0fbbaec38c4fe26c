package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.rewards.model.RetrainedModel;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.training.RewardTrainingSettings;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.pipelines.run.DataWork;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyBase;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.PolicyWork.Kind;
import dev.vireo.pipelines.run.PolicyWork.Shape;
import dev.vireo.pipelines.run.SideModel;
import dev.vireo.pipelines.run.StageWork;
import java.util.Optional;

/** What the stages of GRPO alone have in memory. */
final class GrpoWork {

  private GrpoWork() {}

  /** A step of the reward model: a pair is two sequences. */
  static ModelWork retraining(GrpoConfig config, RetrainedModel model) {
    IterativeSettings settings = config.iterative();
    RewardTrainingSettings training = settings.training();
    int ofShard = PolicyWork.parts(training.batchSize(), training.gradientShards());
    int pairs = Math.min(training.microBatchExamples(), ofShard);
    return new ModelWork(
        "reward model",
        Kind.training(training.gradientCheckpointing()),
        new SideModel(
            Role.ofTrained(model.head()),
            model.model(),
            model.head(),
            settings.adapter(),
            Optional.ofNullable(settings.adapter())
                .map(adapter -> new SideModel.Frozen(under(config, model), model.frozen()))),
        training.gradientShards(),
        Shape.texts(2 * pairs, 1, 0));
  }

  /** What lies under the adapter: the whole model that was given, or what it lies beside itself. */
  private static String under(GrpoConfig config, RetrainedModel model) {
    return model
        .base()
        .map(base -> PolicyBase.under(config, base))
        .orElse("the reward model as given");
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
}
