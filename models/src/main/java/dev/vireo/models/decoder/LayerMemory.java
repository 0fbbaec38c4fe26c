package dev.vireo.models.decoder;

import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.Precision;

/**
 * What one layer needs of native memory, in bytes, by the arithmetic of {@link Decoder}, {@link
 * LayerWeights} and {@link ScaledDotProduct}: whoever changes what they keep changes this too.
 *
 * <p>Letters: N tokens; hidden size H, intermediate size F, h query and KV key heads of size D.
 *
 * @param config the model's shape
 * @param adapter the adapter that alone is trained; null where all parameters are
 * @param precision in which the layer computes
 */
public record LayerMemory(ModelConfig config, LoraSettings adapter, Precision precision) {

  /** Prepared matrices of a pass that records nothing. */
  public long matrices() {
    return floats(joint() + 2 * feedForward() + adapted());
  }

  /** Prepared matrices of a recorded pass. */
  public long recordedMatrices() {
    // A norm that is trained keeps the joint projection as it was before it was multiplied in.
    return matrices() + (adapter == null ? floats(joint()) : 0);
  }

  /**
   * What the recording holds of N tokens, without attention's scores: rows before and after each
   * norm, queries, keys, values and what attention made of them, and the feed-forward block's gate,
   * its sigmoid, the other branch and two products.
   */
  public long recording(long tokens) {
    long width =
        4L * config.hiddenSize()
            + 2 * queryWidth()
            + 2 * keyWidth()
            + 5L * config.intermediateSize();
    long headNorm =
        config.headNorm() ? 2 * queryWidth() + 3 * keyWidth() : 0; // The projection, and its norm.
    return floats(tokens * (width + headNorm));
  }

  /** Attention's shares that the recording holds, of sequences without a shared prefix. */
  public long scores(long sequences, int length) {
    return floats(config.heads() * sequences * causal(length));
  }

  /**
   * The same of groups that share a prefix. The part of a continuation's own keys is there twice:
   * beside the prefix's, and cut out for the product with the values.
   *
   * @param length tokens of a continuation
   */
  public long scores(long groups, int groupSize, int prefixLength, int length) {
    long own = (long) length * prefixLength + 2 * causal(length);
    return floats(config.heads() * groups * (causal(prefixLength) + groupSize * own));
  }

  /** What the way back has at a time beside the recording, gradients of matrices included. */
  public long backward(long tokens) {
    long rows = tokens * (2L * config.intermediateSize() + 2L * config.hiddenSize());
    long gradients = 2 * Math.max(adapter == null ? feedForward() : 0, joint());
    return floats(rows + gradients);
  }

  /** What a pass that records nothing has at a time. */
  public long passing(long tokens) {
    return floats(tokens * (4L * config.hiddenSize() + 5L * config.intermediateSize()));
  }

  /** What goes from layer to layer. */
  public long rows(long tokens) {
    return floats(tokens * config.hiddenSize());
  }

  /** Pairs of a query and a key that are scored: whole blocks up to the last query's own key. */
  private long causal(int length) {
    int window = config.slidingWindow() == null ? Integer.MAX_VALUE : config.slidingWindow();
    long pairs = 0;
    for (int first = 0; first < length; first += CausalMask.BLOCK) {
      int last = Math.min(length, first + CausalMask.BLOCK);
      int from = length <= CausalMask.BLOCK ? 0 : Math.max(0, first - window + 1);
      pairs += (long) (last - first) * (last - from);
    }
    return pairs;
  }

  /** Elements of queries', keys' and values' projection. */
  private long joint() {
    return (queryWidth() + 2 * keyWidth()) * config.hiddenSize();
  }

  private long feedForward() {
    return (long) config.intermediateSize() * config.hiddenSize();
  }

  /** Elements of the matrices that an adapter is added to. */
  private long adapted() {
    if (adapter == null) {
      return 0;
    }
    long elements = 0;
    for (Parameter parameter : ParameterLayout.of(config, new LanguageModelHead()).parameters()) {
      String[] parts = parameter.name().split("\\.");
      if (parameter.name().startsWith("model.layers.0.")
          && parts[parts.length - 1].equals("weight")
          && adapter.targetModules().contains(parts[parts.length - 2])) {
        elements += parameter.size();
      }
    }
    return elements;
  }

  private long queryWidth() {
    return (long) config.heads() * config.headDim();
  }

  private long keyWidth() {
    return (long) config.keyValueHeads() * config.headDim();
  }

  private long floats(long count) {
    return precision.computeBytes(count);
  }
}
