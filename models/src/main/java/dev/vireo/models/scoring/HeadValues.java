package dev.vireo.models.scoring;

import ai.djl.ndarray.NDArray;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.engine.Model;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;

/**
 * The values that a scalar head gives hidden states, one for each label; recorded where the thread
 * records gradients.
 */
public final class HeadValues implements HeadOutputs {
  private final Model model;
  private final NDArray values;
  private final float[] read;

  private HeadValues(Model model, NDArray values) {
    this.model = model;
    this.values = values;
    this.read = values.toFloatArray();
  }

  /**
   * Values of hidden states.
   *
   * @param hidden [M, hidden]
   */
  public static HeadValues of(Model model, DecoderWeights weights, NDArray hidden) {
    return new HeadValues(model, model.decoder().logits(weights, hidden, 1).flatten());
  }

  @Override
  public Outputs outputs(CompletionBatch batch) {
    return Outputs.of(batch.perSequence(read));
  }

  @Override
  public void backward(float[] upstream) {
    NativeScope.run(() -> Autograd.backward(values, NativeArrays.of(model.manager(), upstream)));
  }
}
