package dev.vireo.benchmarks.models;

import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.models.training.GradientAccumulator;
import java.util.List;

/** One optimizer step over all rows of a workload, in three parts, in this order. */
final class Update {
  private final Workload workload;
  private final Model model;
  private final List<TokenSequence> sequences;
  private final CrossEntropy loss;
  private final ParameterSet parameters;
  private final GradientAccumulator accumulator;
  private final AdamW optimizer;

  Update(Workload workload, Model model) {
    this.workload = workload;
    this.model = model;
    this.sequences = workload.sequences();
    this.loss = new CrossEntropy((long) workload.rows() * workload.completionLength());
    this.parameters = model.values();
    this.accumulator = new GradientAccumulator(model);
    this.optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(parameters));
  }

  void run() {
    gradient();
    step();
    assign();
  }

  /** Forward and backward of every micro-batch. */
  void gradient() {
    accumulator.zero();
    int rows = workload.rowsPerBatch();
    for (int first = 0; first < workload.rows(); first += rows) {
      loss.accumulate(accumulator, sequences.subList(first, first + rows));
    }
  }

  /** Gradients out of libtorch, and AdamW. */
  void step() {
    optimizer.step(parameters, accumulator.gradients());
  }

  /** Parameters back to libtorch. */
  void assign() {
    model.assign(parameters);
  }
}
