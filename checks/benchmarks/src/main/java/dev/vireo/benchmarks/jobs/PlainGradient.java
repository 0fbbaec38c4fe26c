package dev.vireo.benchmarks.jobs;

import dev.vireo.algorithms.loss.Denominators;
import dev.vireo.algorithms.loss.policy.PolicyExample;
import dev.vireo.algorithms.loss.policy.PolicyLoss;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.GradientAccumulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The gradient of some groups, in micro-batches. */
final class PlainGradient {

  private PlainGradient() {}

  /** d loss / d parameter; statistics are measured, as the pipeline does. */
  static ParameterSet of(
      Model policy, List<TrainingGroup> groups, IterationWork work, Denominators step) {
    List<TrainingGroup> ordered = new ArrayList<>(groups);
    ordered.sort(Comparator.comparingInt(TrainingGroup::longest).reversed());
    List<TrainingGroup.Row> rows = new ArrayList<>();
    for (TrainingGroup group : ordered) {
      for (int i = 0; i < group.rows().size(); i++) {
        rows.add(group.row(i));
      }
    }
    GradientAccumulator gradients = new GradientAccumulator(policy).measureStatistics(true);
    gradients.zero();
    PolicyLoss loss = new PolicyLoss(work.update().objective());
    int size = work.update().microBatchCompletions();
    for (int from = 0; from < rows.size(); from += size) {
      List<TrainingGroup.Row> batch = rows.subList(from, Math.min(from + size, rows.size()));
      List<TokenSequence> sequences = batch.stream().map(TrainingGroup.Row::tokens).toList();
      List<PolicyExample> examples =
          batch.stream()
              .map(
                  row ->
                      PolicyExample.of(
                          Optional.empty(), Optional.empty(), new double[] {row.advantage()}))
              .toList();
      gradients.accumulate(sequences, work.rollouts().temperature(), loss, examples, step);
    }
    return gradients.gradients();
  }
}
