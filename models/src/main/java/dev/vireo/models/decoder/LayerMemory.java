package dev.vireo.models.decoder;

import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.Precision;

/**
 * What one layer needs of native memory, in bytes, by the arithmetic of {@link FusedLayers}:
 * whoever changes what it keeps changes this too.
 *
 * <p>Letters: N tokens; hidden size H, intermediate size F, h query and KV key heads of size D.
 *
 * @param config the model's shape
 * @param adapter the adapter that alone is trained; null where all parameters are
 * @param precision in which the layer computes
 */
public record LayerMemory(ModelConfig config, LoraSettings adapter, Precision precision) {

  /**
   * Prepared matrices: the joint projection, those that an adapter is added to, and, where products
   * are not in the format of the parameters, all.
   */
  public long matrices() {
    boolean copies = precision.storage() != precision.compute();
    long others = hidden() * queryWidth() + 3 * feedForward();
    return precision.computeBytes(joint() + (copies ? others : adapted()));
  }

  /**
   * What the recording holds of N tokens, without attention's scores. In float32: rows before each
   * norm, and after it where its weight is trained. In the format of the products: rows after each
   * norm, queries, keys, values and what attention made of them, and the feed-forward block's gate,
   * what became of it, the other branch and their product.
   */
  public long recording(long tokens) {
    long full = (adapter == null ? 4L : 2L) * hidden();
    long factors =
        2L * hidden() + 2 * queryWidth() + 2 * keyWidth() + 4L * config.intermediateSize();
    // The heads before their norm, and after it.
    long headNorm = config.headNorm() ? 2 * (queryWidth() + keyWidth()) : 0;
    return Precision.floats(tokens * (full + headNorm)) + precision.computeBytes(tokens * factors);
  }

  /** Attention's shares that the recording holds, of sequences without a shared prefix. */
  public long scores(long sequences, int length) {
    return precision.computeBytes(config.heads() * sequences * causal(length));
  }

  /**
   * The same of groups that share a prefix. The part of a continuation's own keys is there twice:
   * beside the prefix's, and cut out for the product with the values.
   *
   * @param length tokens of a continuation
   */
  public long scores(long groups, int groupSize, int prefixLength, int length) {
    long own = (long) length * prefixLength + 2 * causal(length);
    return precision.computeBytes(
        config.heads() * groups * (causal(prefixLength) + groupSize * own));
  }

  /** What the way back has at a time beside the recording, gradients of matrices included. */
  public long backward(long tokens) {
    long gradients = 2 * Math.max(adapter == null ? feedForward() : 0, joint());
    return precision.computeBytes(tokens * 2L * config.intermediateSize())
        + Precision.floats(tokens * 2L * hidden() + gradients);
  }

  /** What a pass that records nothing has at a time. */
  public long passing(long tokens) {
    return Precision.floats(tokens * 3L * hidden())
        + precision.computeBytes(tokens * (hidden() + 3L * config.intermediateSize()));
  }

  /** What goes from layer to layer. */
  public long rows(long tokens) {
    return Precision.floats(tokens * hidden());
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
    return (queryWidth() + 2 * keyWidth()) * hidden();
  }

  private long feedForward() {
    return config.intermediateSize() * hidden();
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

  private long hidden() {
    return config.hiddenSize();
  }
}
