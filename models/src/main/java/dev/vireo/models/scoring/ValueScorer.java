package dev.vireo.models.scoring;

import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.List;

/** The values of a scalar head at given tokens. For one thread at a time, like its model. */
public final class ValueScorer {
  private final Model model;

  /**
   * @throws IllegalArgumentException if the model predicts tokens
   */
  public ValueScorer(Model model) {
    if (!(model.head() instanceof ScalarHead)) {
      throw new IllegalArgumentException("A model with a " + model.head() + " has no values");
    }
    this.model = model;
  }

  /**
   * Values at the places that each sequence asks for. All sequences go through the layers together,
   * so callers bound how many they hand over.
   *
   * @return [B][outputs], of several labels one after the other
   */
  public double[][] score(List<TokenSequence> sequences) {
    CompletionBatch batch = CompletionBatch.of(sequences, model.head());
    Autograd.recordGradients(false);
    return NativeScope.call(
        () -> {
          DecoderWeights weights = model.weights();
          return HeadValues.of(model, weights, batch.hidden(model, weights))
              .outputs(batch)
              .values();
        });
  }
}
