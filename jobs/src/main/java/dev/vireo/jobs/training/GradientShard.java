package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.Sums;
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
 */
record GradientShard<E>(
    List<Bundle> bundles, TrainingExamples<E> examples, Loss<E> loss, Denominators step, Pass pass)
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
    gradients.zero();
    Sums sums =
        new MicroBatches<>(bundles, examples, pass.microBatch())
            .each(
                (sequences, known) ->
                    gradients.accumulate(sequences, pass.temperature(), loss, known, step));
    return new ShardGradient(gradients.gradients(), sums);
  }
}
