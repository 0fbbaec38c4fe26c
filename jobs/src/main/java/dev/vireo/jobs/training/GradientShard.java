package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.engine.Model;
import dev.vireo.models.training.GradientAccumulator;
import java.util.List;

/**
 * The gradient of one shard of a step: micro-batches of whole examples, one after the other.
 *
 * @param bundles the shard's, in order
 * @param examples where they lie
 * @param loss of the step
 * @param step the denominators of the whole step
 * @param pass how the shard goes through them
 * @param reference the policy whose distributions the loss compares the model's with; null where it
 *     compares none, since no Optional travels
 */
record GradientShard<E>(
    List<Bundle> bundles,
    TrainingExamples<E> examples,
    Loss<E> loss,
    Denominators step,
    Pass pass,
    ModelVersion reference)
    implements ShardTask {

  @Override
  public ShardGradient run(Model model) {
    if (bundles.isEmpty()) {
      return ShardGradient.empty();
    }
    GradientAccumulator gradients =
        new GradientAccumulator(model)
            .measureStatistics(pass.statistics())
            .gradientCheckpointing(pass.gradientCheckpointing());
    return reference == null
        ? run(gradients)
        : ModelPool.with(Role.REFERENCE, reference, other -> run(gradients.comparedWith(other)));
  }

  private ShardGradient run(GradientAccumulator gradients) {
    gradients.zero();
    Sums sums =
        new MicroBatches<>(bundles, examples, pass.microBatch())
            .each(
                (sequences, known) ->
                    gradients.accumulate(sequences, pass.temperature(), loss, known, step));
    return new ShardGradient(gradients.gradients(), sums);
  }
}
