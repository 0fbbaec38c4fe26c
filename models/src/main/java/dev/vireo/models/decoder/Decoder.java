package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.util.Arrays;

/**
 * The pass over the layers: RMSNorm, rotary grouped-query attention, SwiGLU, with residuals;
 * Llama's (arXiv 2302.13971), Mistral's (2310.06825), Qwen2's (2407.10671) and Qwen3's (2505.09388)
 * arithmetic as Hugging Face's models have it. Tokens of all sequences lie one after another; only
 * {@link Attention} knows to which sequence they belong.
 *
 * <p>Holds position tables and masks, hence one per task slot.
 */
public final class Decoder implements AutoCloseable {
  private final ModelConfig config;
  private final HeadGeometry geometry;
  private final NDManager manager;
  private final RotaryTable rotary;
  private final int window;
  private final CausalMask masks;
  private final NDArray one;
  private final NDArray rmsNormEps;

  /**
   * @param manager of the task slot; its device is where all arrays are
   */
  public Decoder(ModelConfig config, NDManager manager) {
    this.config = config;
    this.geometry = HeadGeometry.of(config);
    this.manager = manager.newSubManager();
    this.rotary = new RotaryTable(this.manager, config);
    this.window = config.slidingWindow() == null ? Integer.MAX_VALUE : config.slidingWindow();
    this.masks = new CausalMask(this.manager, geometry.repeats(), window);
    this.one = Tensors.kept(NativeArrays.scalar(this.manager, 1));
    this.rmsNormEps = Tensors.kept(NativeArrays.scalar(this.manager, config.rmsNormEps()));
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
    NDArray hidden = Tensors.rows(weights.embedding(), tokens);
    for (int layer = 0; layer < weights.layers(); layer++) {
      NDArray before = hidden;
      hidden = layer(weights.layer(layer), before, attention, layer);
      before.close();
    }
    return hidden;
  }

  /** One layer, [tokens, hidden] to the same. */
  NDArray layer(LayerWeights weights, NDArray hidden, Attention attention, int layer) {
    NDArray attended = NativeScope.keep(() -> attentionBlock(hidden, weights, attention, layer));
    NDArray result = NativeScope.keep(() -> feedForwardBlock(attended, weights));
    attended.close();
    return result;
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
          return Tensors.linear(
              normalised(hidden).mul(scale), weights.projection(), weights.bias());
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

  private NDArray attentionBlock(
      NDArray hidden, LayerWeights weights, Attention attention, int layer) {
    NDArray projected =
        Tensors.linear(normalised(hidden), weights.projection(), weights.projectionBias());
    NDArray heads =
        weights.headNorm() == null ? projected : headsNormalised(projected, weights.headNorm());
    return Tensors.linear(attention.attend(layer, heads), weights.output(), hidden);
  }

  /**
   * Query and key heads through the RMSNorm that they share; values as they are.
   *
   * @param projected [tokens, (h + 2 KV) D]
   */
  private NDArray headsNormalised(NDArray projected, NDArray weight) {
    return NativeScope.keep(
        () -> {
          long tokens = projected.getShape().get(0);
          long heads = (long) geometry.heads() + geometry.keyValueHeads();
          long rotated = 2L * geometry.rotatedPairs();
          NDList parts = projected.split(new long[] {rotated}, 1);
          // A head's two halves lie apart; they are of one size, so the mean of means is the mean.
          NDArray halves = parts.get(0).reshape(tokens, 2, heads, geometry.headDim() / 2);
          NDArray meanSquare =
              halves.square().mean(new int[] {3}, true).mean(new int[] {1}, true).addi(rmsNormEps);
          NDArray normalised =
              halves.mul(one.div(meanSquare.sqrt())).reshape(tokens, rotated).mul(weight);
          return NDArrays.concat(new NDList(normalised, parts.get(1)), 1);
        });
  }

  private NDArray feedForwardBlock(NDArray hidden, LayerWeights weights) {
    NDArray normalised = normalised(hidden);
    NDArray gate = Tensors.linear(normalised, weights.gate(), null);
    NDArray up = Tensors.linear(normalised, weights.up(), null);
    NDArray activated = Activation.sigmoid(gate).mul(gate.mul(up));
    return Tensors.linear(activated, weights.down(), hidden);
  }

  /**
   * x / sqrt(mean(x^2) + floor), row by row, without the norm's weight: {@link LayerWeights} has
   * it.
   */
  private NDArray normalised(NDArray rows) {
    return NativeScope.keep(
        () -> {
          NDArray meanSquare = rows.square().mean(new int[] {1}, true);
          return rows.mul(one.div(meanSquare.addi(rmsNormEps).sqrt()));
        });
  }

  HeadGeometry geometry() {
    return geometry;
  }

  RotaryTable rotary() {
    return rotary;
  }

  CausalMask masks() {
    return masks;
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
  RotaryTable.Rotation rotationAfter(int[] lengths, int t) {
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
  RotaryTable.Rotation rotationAt(int[] lengths, int offset) {
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
    return NativeArrays.of(manager, mask, new Shape((long) lengths.length * heads, 1, width));
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
    return NativeArrays.of(manager, mask, new Shape(lengths.length, 1, 1, t, 1, longest));
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
