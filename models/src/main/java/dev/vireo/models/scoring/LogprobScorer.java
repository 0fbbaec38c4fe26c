package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.List;
import java.util.Set;

/** Scores completions under a model. For one thread at a time, like its model. */
public final class LogprobScorer {
  private final Model model;
  private final VocabularyChunks vocabulary;

  /** A scorer with the usual limit of logits. */
  public LogprobScorer(Model model) {
    this(model, VocabularyChunks.DEFAULT_LIMIT);
  }

  /**
   * @param maxLogits logits that may exist at once
   */
  public LogprobScorer(Model model, int maxLogits) {
    this.model = model;
    this.vocabulary = new VocabularyChunks(model, maxLogits);
  }

  /**
   * Log-probabilities of completion tokens. All sequences go through the layers together, so
   * callers bound how many they hand over.
   *
   * @param temperature by which logits are divided; 0 counts as 1
   * @return [B][T_i], T_i the length of completion i
   */
  public double[][] score(List<TokenSequence> sequences, double temperature) {
    CompletionBatch batch = CompletionBatch.of(sequences);
    Autograd.recordGradients(false);
    return NativeScope.call(
        () -> {
          DecoderWeights weights = model.weights();
          NDArray hidden = batch.hidden(model, weights);
          return vocabulary
              .logprobs(weights, hidden, batch.targets(), temperature, Set.of())
              .outputs(batch)
              .values();
        });
  }
}
