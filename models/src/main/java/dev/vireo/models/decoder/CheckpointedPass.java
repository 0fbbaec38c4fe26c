package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass over the layers that remembers only what goes into each layer, and computes a layer again
 * when its turn comes on the way back (arXiv 1604.06174, section 4.1, with one layer a segment). So
 * the recording of one layer exists at a time, for one pass forward more.
 */
public final class CheckpointedPass {
  private final Decoder decoder;
  private final DecoderWeights weights;
  private final NDArray tokens;
  private final Attention attention;

  /** What goes into each layer, and last what comes out of the last: [tokens, hidden] each. */
  private final List<NDArray> inputs = new ArrayList<>();

  /**
   * Passes forward; nothing is recorded, and afterwards this thread records nothing.
   *
   * @param weights made without preparing the layers beforehand, or all of it is kept
   * @param tokens token ids in the attention's order, [tokens]
   */
  public CheckpointedPass(
      Decoder decoder, DecoderWeights weights, NDArray tokens, Attention attention) {
    this.decoder = decoder;
    this.weights = weights;
    this.tokens = tokens;
    this.attention = attention;
    Autograd.recordGradients(false);
    inputs.add(decoder.embedded(weights, tokens));
    for (int layer = 0; layer < weights.layers(); layer++) {
      int index = layer;
      inputs.add(NativeScope.keep(() -> run(index, inputs.get(index))));
    }
  }

  /** Hidden states after the last layer, before the final norm, [tokens, hidden]; unrecorded. */
  public NDArray hidden() {
    return inputs.get(weights.layers());
  }

  /**
   * Adds the gradients of all parameters that lead to {@link #hidden}; once only. Afterwards this
   * thread records nothing.
   *
   * @param upstream d loss / d hidden, [tokens, hidden]
   */
  public void backward(NDArray upstream) {
    NDArray gradient = upstream;
    for (int layer = weights.layers() - 1; layer >= 0; layer--) {
      int index = layer;
      NDArray above = gradient;
      gradient = NativeScope.keep(() -> backward(index, above));
      above.close();
      inputs.get(index).close();
    }
    if (weights.embedding().hasGradient()) {
      Autograd.recordGradients(true);
      NDArray embedded = decoder.embedded(weights, tokens);
      Autograd.recordGradients(false);
      Autograd.backward(embedded, gradient);
    }
  }

  private NDArray backward(int layer, NDArray upstream) {
    NDArray leaf = inputs.get(layer).stopGradient();
    Autograd.requireGradient(leaf);
    Autograd.recordGradients(true);
    NDArray output = run(layer, leaf);
    Autograd.recordGradients(false);
    Autograd.backward(output, upstream);
    return Autograd.gradient(leaf);
  }

  private NDArray run(int layer, NDArray hidden) {
    return decoder.layer(weights.layer(layer), hidden, attention, layer);
  }
}
