package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.policy.Policy;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.List;
import java.util.Set;

/** Scores completions under a policy. For one thread at a time, like its policy. */
public final class LogprobScorer {
  private final Policy policy;
  private final VocabularyChunks vocabulary;

  /** A scorer with the usual limit of logits. */
  public LogprobScorer(Policy policy) {
    this(policy, VocabularyChunks.DEFAULT_LIMIT);
  }

  /**
   * @param maxLogits logits that may exist at once
   */
  public LogprobScorer(Policy policy, int maxLogits) {
    this.policy = policy;
    this.vocabulary = new VocabularyChunks(policy, maxLogits);
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
          DecoderWeights weights = policy.weights();
          NDArray hidden = batch.hidden(policy, weights);
          return vocabulary
              .logprobs(weights, hidden, batch.targets(), temperature, Set.of())
              .outputs(batch)
              .values();
        });
  }
}
