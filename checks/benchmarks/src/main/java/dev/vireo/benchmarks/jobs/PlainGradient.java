package dev.vireo.benchmarks.jobs;

import dev.vireo.algorithms.objective.Normalizer;
import dev.vireo.algorithms.objective.Objective;
import dev.vireo.algorithms.objective.ObjectiveValue;
import dev.vireo.algorithms.objective.TokenBatch;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.GradientAccumulator;
import dev.vireo.models.training.LossValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The gradient of some groups, in micro-batches. */
final class PlainGradient {

  private PlainGradient() {}

  /** d loss / d parameter, in layout order; entropies are measured, as the pipeline does. */
  static float[] of(
      Policy policy, List<TrainingGroup> groups, IterationWork work, Normalizer normalizer) {
    List<TrainingGroup> ordered = new ArrayList<>(groups);
    ordered.sort(Comparator.comparingInt(TrainingGroup::longest).reversed());
    List<TrainingGroup.Row> rows = new ArrayList<>();
    for (TrainingGroup group : ordered) {
      for (int i = 0; i < group.rows().size(); i++) {
        rows.add(group.row(i));
      }
    }
    GradientAccumulator gradients = new GradientAccumulator(policy).measureEntropy(true);
    gradients.zero();
    Objective objective = new Objective(work.update().objective());
    int size = work.update().microBatchCompletions();
    for (int from = 0; from < rows.size(); from += size) {
      List<TrainingGroup.Row> batch = rows.subList(from, Math.min(from + size, rows.size()));
      List<TokenSequence> sequences = batch.stream().map(TrainingGroup.Row::tokens).toList();
      gradients.accumulate(
          sequences,
          work.rollouts().temperature(),
          logprobs -> {
            ObjectiveValue value = objective.evaluate(batch(batch, logprobs), normalizer);
            return new LossValue(value.loss(), value.gradient());
          });
    }
    return gradients.gradients();
  }

  private static TokenBatch batch(List<TrainingGroup.Row> rows, double[][] logprobs) {
    double[][] advantages =
        rows.stream().map(row -> new double[] {row.advantage()}).toArray(double[][]::new);
    return new TokenBatch(logprobs, null, null, null, advantages);
  }
}
