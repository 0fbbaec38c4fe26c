package dev.vireo.benchmarks.models;

import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.TokenSequence;
import java.util.List;

/**
 * Trained tokens per second on one core: gradient, update, parameters handed back. Arguments:
 * workloads of {@code short}, {@code long}, {@code 24m}, {@code 100m} and {@code 0.5b}, the first
 * two when there are none; each in float32 and in bfloat16.
 *
 * <p>Tokens are those of prompts and completions, row by row, though rows of a group share their
 * prompt's computation; operations are those really made, three times a forward pass.
 */
public final class TrainerBenchmark {
  private TrainerBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    for (String name : arguments.length == 0 ? new String[] {"short", "long"} : arguments) {
      for (FloatFormat products : List.of(FloatFormat.FLOAT32, FloatFormat.BFLOAT16)) {
        measure(name, Workload.named(name), products);
      }
    }
  }

  private static void measure(String name, Workload workload, FloatFormat products) {
    List<TokenSequence> sequences = workload.sequences();
    int rowsPerBatch = workload.rowsPerBatch();
    double prompts = (double) workload.groups();
    double promptTokens = prompts * workload.promptLength();
    double completionTokens = (double) workload.rows() * workload.completionLength();
    double own = completionTokens - workload.rows();
    double ownKeys = workload.promptLength() + workload.completionLength() / 2.0;
    double forward =
        (promptTokens + own) * workload.matrixOperations()
            + completionTokens * workload.vocabularyOperations()
            + own * workload.attentionOperations(ownKeys)
            + promptTokens * workload.attentionOperations((workload.promptLength() + 1) / 2.0);
    double tokens = (double) workload.rows() * workload.promptLength() + completionTokens;
    try (Model model = workload.model(products)) {
      Measurement.run(
          "train " + name, products, tokens, 3 * forward, new Update(workload, model)::run);
      LogprobScorer scorer = new LogprobScorer(model);
      Measurement.run(
          "score " + name,
          products,
          tokens,
          forward,
          () -> {
            for (int first = 0; first < workload.rows(); first += rowsPerBatch) {
              scorer.score(sequences.subList(first, first + rowsPerBatch), 1);
            }
          });
    }
  }
}
