package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The pass over the layers: RMSNorm, rotary grouped-query attention, SwiGLU, with residuals;
 * Llama's (arXiv 2302.13971), Mistral's (2310.06825), Qwen2's (2407.10671) and Qwen3's (2505.09388)
 * arithmetic as Hugging Face's models have it; {@link FusedLayers} has it. Tokens of all sequences
 * lie one after another; only {@link Attention} knows to which sequence they belong.
 *
 * <p>Holds position tables and masks, hence one per task slot.
 */
public final class Decoder implements AutoCloseable {
  private final ModelConfig config;
  private final HeadGeometry geometry;
  private final NDManager manager;
  private final RotaryTable rotary;
  private final int window;
  private final FusedLayers layers;
  private final ScaledDotProduct attention;

  /**
   * @param products the format that products are computed in: float32 or bfloat16
   * @param manager of the task slot; its device is where all arrays are
   */
  public Decoder(ModelConfig config, FloatFormat products, NDManager manager) {
    this.config = config;
    this.geometry = HeadGeometry.of(config);
    this.manager = manager.newSubManager();
    this.rotary = new RotaryTable(this.manager, config);
    this.window = config.slidingWindow() == null ? Integer.MAX_VALUE : config.slidingWindow();
    this.layers = new FusedLayers(config, products, this.manager);
    this.attention =
        new ScaledDotProduct(
            layers, new CausalMask(this.manager, layers, geometry.repeats(), window));
  }

  /**
   * Prepares parameters for passes; recorded where the thread records gradients.
   *
   * @param parameters by Hugging Face name, matrices as [out, in]
   */
  public DecoderWeights weights(Map<String, NDArray> parameters, Head head) {
    return DecoderWeights.of(layers, parameters, config, head);
  }

  /**
   * Parameters prepared for many passes of few rows each on a CPU, which are not recorded. They are
   * copies, even where others could share them.
   *
   * @param parameters by Hugging Face name, matrices as [out, in]
   * @param head that of a language model
   */
  public DecoderWeights packedWeights(Map<String, NDArray> parameters, Head head) {
    return DecoderWeights.packed(layers, parameters, config, head);
  }

  /**
   * Parameters of which a layer's are prepared each time a pass comes to it; recorded where the
   * thread records gradients by then.
   *
   * @param parameters by Hugging Face name, of what is in no layer
   * @param ofLayer gives a layer's parameters, by Hugging Face name
   */
  public DecoderWeights weightsOnDemand(
      Map<String, NDArray> parameters, IntFunction<Map<String, NDArray>> ofLayer, Head head) {
    return DecoderWeights.onDemand(layers, parameters, ofLayer, config, head);
  }

  /**
   * A matrix with a low-rank product added: W + scale B A, added in float32, in the format of the
   * products; recorded where the thread records gradients.
   *
   * @param matrix W, [out, in]
   * @param lower A, [r, in]
   * @param upper B, [out, r]
   * @return [out, in]
   */
  public NDArray adapted(NDArray matrix, NDArray lower, NDArray upper, double scale) {
    return NativeScope.keep(
        () -> layers.adapted(matrix, lower, upper, NativeArrays.scalar(manager, scale)));
  }

  /** Attention within sequences of equal, padded length. */
  public Attention causal(int sequences, int length) {
    return new CausalAttention(this, sequences, length, null);
  }

  /** Attention within groups that share a prefix. */
  public Attention sharedPrefix(PrefixShape shape) {
    return new SharedPrefixAttention(this, shape);
  }

  /** An empty cache for prompts of these lengths. */
  public KeyValueCache cache(int[] lengths, int groupSize, int capacity) {
    return new KeyValueCache(this, lengths, groupSize, capacity);
  }

  /**
   * Attention within the cache's prompts, padded to this length, whose keys and values the cache
   * keeps.
   */
  public Attention prompts(KeyValueCache cache, int length) {
    return new CausalAttention(this, cache.prompts(), length, cache);
  }

  /** Attention of one new token per sequence of the cache. */
  public Attention cached(KeyValueCache cache) {
    return new CachedAttention(this, cache);
  }

  /**
   * Hidden states after the last layer, before the final norm.
   *
   * @param tokens token ids in the attention's order, [tokens]
   * @return [tokens, hidden]
   */
  public NDArray hidden(DecoderWeights weights, NDArray tokens, Attention attention) {
    NDArray hidden = embedded(weights, tokens);
    for (int layer = 0; layer < weights.layers(); layer++) {
      NDArray before = hidden;
      hidden = layer(weights.layer(layer), before, attention, layer);
      before.close();
    }
    return hidden;
  }

  /** What goes into the first layer, [tokens, hidden]. */
  NDArray embedded(DecoderWeights weights, NDArray tokens) {
    return layers.embedded(weights.embedding(), tokens);
  }

  /** One layer, [tokens, hidden] to the same. */
  NDArray layer(LayerWeights weights, NDArray hidden, Attention attention, int layer) {
    return NativeScope.keep(
        () -> {
          NDArray projected = layers.project(hidden, weights);
          NDArray attended = attention.attend(layer, projected, weights.headNorms());
          projected.close();
          return layers.finish(hidden, attended, weights);
        });
  }

  /**
   * Logits of some hidden states.
   *
   * @param hidden [rows, hidden]
   * @param temperature by which logits are divided; 1 leaves them
   * @return [rows, vocabulary]
   */
  public NDArray logits(DecoderWeights weights, NDArray hidden, double temperature) {
    return NativeScope.keep(
        () -> {
          NDArray norm = weights.finalNorm();
          NDArray scale =
              temperature == 1 ? norm : norm.mul(NativeArrays.scalar(manager, 1 / temperature));
          return layers.head(hidden, scale, weights.projection(), weights.bias());
        });
  }

  /**
   * Rows of a matrix by index, differentiable; a row may be taken several times.
   *
   * @param matrix [rows, width]
   * @param indices [M]
   * @return [M, width]
   */
  public static NDArray rows(NDArray matrix, NDArray indices) {
    return Tensors.rows(matrix, indices);
  }

  HeadGeometry geometry() {
    return geometry;
  }

  RotaryTable rotary() {
    return rotary;
  }

  FusedLayers fused() {
    return layers;
  }

  ScaledDotProduct attention() {
    return attention;
  }

  NDManager manager() {
    return manager;
  }

  /** Tokens that a token sees, itself included; the largest integer: all before it. */
  int window() {
    return window;
  }

  int layers() {
    return config.layers();
  }

  /** The rotation of t tokens that follow prefixes of these lengths. */
  NDArray rotationAfter(int[] lengths, int t) {
    if (equal(lengths)) {
      return rotary.range(lengths[0], t);
    }
    long[] positions = new long[lengths.length * t];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = lengths[i / t] + (long) (i % t);
    }
    int last = Arrays.stream(lengths).max().orElse(0) + t - 1;
    return rotary.at(NativeArrays.of(manager, positions), last, lengths.length, t);
  }

  /** The rotation of one token, a number of tokens after prefixes of these lengths. */
  NDArray rotationAt(int[] lengths, int offset) {
    int[] positions = Arrays.stream(lengths).map(length -> length + offset).toArray();
    return rotationAfter(positions, 1);
  }

  /**
   * What a token sees of the prompt before it: 0 at the prompt's tokens, minus infinity at those
   * that its window has left behind and at the padding after them, 0 from there on.
   *
   * @param longest to which prompts are padded
   * @param width of the mask, at least that
   * @param offset tokens between the prompt and the token
   * @return [n KV, 1, width], or null where nothing is hidden
   */
  NDArray promptMask(int[] lengths, int longest, int width, int offset) {
    if (Arrays.stream(lengths)
        .allMatch(length -> length == longest && leftBehind(length, offset) == 0)) {
      return null;
    }
    int heads = geometry.keyValueHeads();
    float[] mask = new float[lengths.length * heads * width];
    for (int row = 0; row < lengths.length * heads; row++) {
      hide(mask, row * width, lengths[row / heads], longest, offset);
    }
    return layers.matrix(
        NativeArrays.of(manager, mask, new Shape((long) lengths.length * heads, 1, width)));
  }

  /**
   * What each of t tokens after a prompt sees of it, where a window makes that differ.
   *
   * @param longest to which prompts are padded
   * @return [n, 1, 1, t, 1, longest]
   */
  NDArray windowMask(int[] lengths, int longest, int t) {
    float[] mask = new float[Math.multiplyExact(lengths.length * t, longest)];
    for (int row = 0; row < lengths.length * t; row++) {
      hide(mask, row * longest, lengths[row / t], longest, row % t);
    }
    return layers.matrix(
        NativeArrays.of(manager, mask, new Shape(lengths.length, 1, 1, t, 1, longest)));
  }

  private void hide(float[] mask, int start, int length, int longest, int offset) {
    Arrays.fill(mask, start, start + leftBehind(length, offset), Float.NEGATIVE_INFINITY);
    Arrays.fill(mask, start + length, start + longest, Float.NEGATIVE_INFINITY);
  }

  /** How many tokens of a prompt are out of sight of a token that far after it. */
  private int leftBehind(int length, int offset) {
    return Math.min(length, Math.max(0, length + offset - window + 1));
  }

  private static boolean equal(int[] lengths) {
    return Arrays.stream(lengths).allMatch(length -> length == lengths[0]);
  }

  @Override
  public void close() {
    manager.close();
  }
}
