package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;

/**
 * What a reference policy makes of a batch, up to its last hidden states: its distributions over
 * the vocabulary are made from them some rows at a time, since all at once would not fit. No
 * gradient flows to it.
 */
public final class ReferenceStates {
  private final Model model;
  private final DecoderWeights weights;
  private final NDArray hidden;

  private ReferenceStates(Model model, DecoderWeights weights, NDArray hidden) {
    this.model = model;
    this.weights = weights;
    this.hidden = hidden;
  }

  /**
   * Passes a batch through the layers of a reference policy. Afterwards the thread records as it
   * did before.
   *
   * @param model with the vocabulary of the policy that the batch was laid out for
   */
  public static ReferenceStates of(Model model, CompletionBatch batch) {
    boolean recording = Autograd.recordsGradients();
    Autograd.recordGradients(false);
    DecoderWeights weights = model.weightsOnDemand();
    NDArray hidden = NativeScope.keep(() -> batch.hidden(model, weights));
    Autograd.recordGradients(recording);
    return new ReferenceStates(model, weights, hidden);
  }

  /**
   * Its log-probabilities of all tokens, unrecorded.
   *
   * @param temperature by which logits are divided
   * @return [to - from, vocabulary]
   */
  NDArray logprobs(int from, int to, double temperature) {
    boolean recording = Autograd.recordsGradients();
    Autograd.recordGradients(false);
    NDArray rows = Autograd.slice(hidden, 0, from, to);
    NDArray logprobs = model.decoder().logits(weights, rows, temperature).logSoftmax(-1);
    Autograd.recordGradients(recording);
    return logprobs;
  }
}
