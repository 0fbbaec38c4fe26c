package dev.vireo.benchmarks.models;

import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.training.AdamW;
import dev.vireo.models.training.AdamWSettings;
import dev.vireo.models.training.GradientAccumulator;
import java.util.List;

/**
 * Trained tokens per second on one core: gradient, update, parameters handed back. Arguments:
 * workloads, {@code short} and {@code long} when there are none.
 *
 * <p>Tokens are those of prompts and completions, row by row, though rows of a group share their
 * prompt's computation; operations are those really made, three times a forward pass.
 */
public final class TrainerBenchmark {
  private TrainerBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (String name : arguments.length == 0 ? new String[] {"short", "long"} : arguments) {
      measure(name, Workload.named(name));
    }
  }

  private static void measure(String name, Workload workload) {
    List<TokenSequence> sequences = workload.sequences();
    int rowsPerBatch = workload.completionLength() > 32 ? 16 : Workload.ROWS;
    double prompts = (double) Workload.ROWS / Workload.GROUP_SIZE;
    double promptTokens = prompts * workload.promptLength();
    double completionTokens = (double) Workload.ROWS * workload.completionLength();
    double own = completionTokens - Workload.ROWS;
    double ownKeys = workload.promptLength() + workload.completionLength() / 2.0;
    double forward =
        (promptTokens + own) * Workload.matrixOperations()
            + completionTokens * Workload.vocabularyOperations()
            + own * Workload.attentionOperations(ownKeys)
            + promptTokens * Workload.attentionOperations((workload.promptLength() + 1) / 2.0);
    double tokens = (double) Workload.ROWS * workload.promptLength() + completionTokens;
    CrossEntropy loss = new CrossEntropy((long) completionTokens);
    try (Model model = Workload.model()) {
      ParameterSet parameters = model.values();
      GradientAccumulator accumulator = new GradientAccumulator(model);
      AdamW optimizer = new AdamW(AdamWSettings.defaults(), OptimizerState.initial(parameters));
      Measurement.run(
          "train " + name,
          tokens,
          3 * forward,
          () -> {
            accumulator.zero();
            for (int first = 0; first < Workload.ROWS; first += rowsPerBatch) {
              loss.accumulate(accumulator, sequences.subList(first, first + rowsPerBatch));
            }
            optimizer.step(parameters, accumulator.gradients());
            model.assign(parameters);
          });
      LogprobScorer scorer = new LogprobScorer(model);
      Measurement.run(
          "score " + name,
          tokens,
          forward,
          () -> {
            for (int first = 0; first < Workload.ROWS; first += rowsPerBatch) {
              scorer.score(sequences.subList(first, first + rowsPerBatch), 1);
            }
          });
    }
  }
}
