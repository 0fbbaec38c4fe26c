package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.torch.CompiledModule;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of {@code layers.torchscript}, where a layer's arithmetic is. Each is one call into
 * libtorch for many operations, recorded where the thread records gradients.
 *
 * <p>Products are computed in float32, or in bfloat16 with sums in float32; norms, rotations and
 * residuals in float32 either way, as torch's autocast has it. Prepared matrices, queries, keys,
 * values and masks are in the format of the products.
 *
 * <p>Letters as in {@link HeadGeometry}; N tokens, hidden size H, intermediate size F. One task
 * slot's.
 */
final class FusedLayers {
  private static final String SOURCE = "layers.torchscript";

  /** libtorch's numbers of the two types. */
  private static final Map<FloatFormat, Integer> TYPES =
      Map.of(FloatFormat.FLOAT32, 6, FloatFormat.BFLOAT16, 15);

  private final CompiledModule module;
  private final NDManager manager;
  private final NDArray absent;

  /**
   * @param products the format that products are computed in: float32 or bfloat16
   * @param manager of the results
   */
  FusedLayers(ModelConfig config, FloatFormat products, NDManager manager) {
    TreeMap<String, Number> attributes = new TreeMap<>();
    attributes.put("format", TYPES.get(products));
    attributes.put("heads", config.heads());
    attributes.put("key_value_heads", config.keyValueHeads());
    attributes.put("head_dim", config.headDim());
    attributes.put("eps", config.rmsNormEps());
    this.manager = manager;
    this.module = CompiledModule.of(manager, "Layers", FusedLayers.class, SOURCE, attributes);
    this.absent = manager.zeros(new Shape(0));
    NDScope.unregister(absent);
  }

  // Weights.

  /**
   * Queries', keys' and values' projections joined. In the rows of a head of queries or keys,
   * element i stands beside element i + D / 2, with which it is rotated.
   *
   * @return [(h + 2 KV) D, H]
   */
  NDArray jointProjection(NDArray queries, NDArray keys, NDArray values) {
    return module.call("joint_projection", queries, keys, values);
  }

  /** Their biases in the same order, [(h + 2 KV) D]. */
  NDArray jointBias(NDArray queries, NDArray keys, NDArray values) {
    return module.call("joint_bias", queries, keys, values);
  }

  /** The weights of the norms of query and key heads, in the same order, [h + KV, D]. */
  NDArray headNorms(NDArray queries, NDArray keys) {
    return module.call("head_norms", queries, keys);
  }

  /**
   * W + scale B A, added in float32, in the format of the products.
   *
   * @param scale []
   */
  NDArray adapted(NDArray matrix, NDArray lower, NDArray upper, NDArray scale) {
    return module.call("adapted", matrix, lower, upper, scale);
  }

  /** A matrix, or a mask, in the format of the products. */
  NDArray matrix(NDArray matrix) {
    return module.call("matrix", matrix);
  }

  /**
   * A matrix in the format of the products, laid out for the CPU's own instructions for bfloat16
   * where it has them; only for products that are not recorded.
   *
   * @param matrix in the same format; closed
   */
  NDArray packed(NDArray matrix) {
    try (matrix) {
      return module.call("packed", matrix);
    }
  }

  /** Numbers in float32. */
  NDArray full(NDArray numbers) {
    return module.call("full", numbers);
  }

  // A pass.

  /**
   * Rows of the embedding.
   *
   * @param tokens [N], int64
   * @return [N, H], float32
   */
  NDArray embedded(NDArray embedding, NDArray tokens) {
    return module.call("embedded", embedding, tokens);
  }

  /**
   * Norm and joint projection.
   *
   * @param hidden [N, H], float32
   * @return [N, (h + 2 KV) D]
   */
  NDArray project(NDArray hidden, LayerWeights weights) {
    return module.call(
        "project",
        hidden,
        weights.attentionNorm(),
        weights.projection(),
        orAbsent(weights.projectionBias()));
  }

  /**
   * Norms and rotates queries and keys, and orders all for products over whole batches.
   *
   * @param projected [n g t, (h + 2 KV) D]
   * @param headNorms of {@link #headNorms}, or null
   * @param rotation of {@link RotaryTable}
   * @param shape of {@link #shape}
   */
  HeadProjections splitHeads(
      NDArray projected, NDArray headNorms, NDArray rotation, NDArray shape) {
    NDList parts =
        module.callForAll("split_heads", projected, orAbsent(headNorms), rotation, shape);
    return new HeadProjections(parts.get(0), parts.get(1), parts.get(2));
  }

  /**
   * softmax(Q K^T) V.
   *
   * @param mask is added to the scores, [t r, keys], or [n KV, 1, keys] where g is 1; or null
   * @return [n KV, g, t r, D]
   */
  NDArray attend(NDArray queries, NDArray keys, NDArray values, NDArray mask) {
    return module.call("attend", queries, keys, values, orAbsent(mask));
  }

  /**
   * The same with a prefix that the g sequences of a group share, before their own keys.
   *
   * @return [n KV, g, t r, D]
   */
  NDArray attend(
      NDArray queries, NDArray keys, NDArray values, NDArray mask, ScaledDotProduct.Prefix prefix) {
    return module.call(
        "attend_after_prefix",
        queries,
        keys,
        values,
        orAbsent(mask),
        prefix.keys(),
        prefix.values(),
        orAbsent(prefix.mask()));
  }

  /**
   * The same without a recording, for the queries of one token: by libtorch's own kernel, which
   * goes over the keys once.
   *
   * @param mask is added to the scores, [n KV, 1, keys]; or null
   * @return [n KV, g, r, D]
   */
  NDArray attendToCache(NDArray queries, NDArray keys, NDArray values, NDArray mask) {
    return module.call("attend_to_cache", queries, keys, values, orAbsent(mask));
  }

  /**
   * The same with a prefix that the g sequences of a group share: the two parts' outcomes, weighed
   * by their sums.
   *
   * @return [n KV, g, r, D]
   */
  NDArray attendToCache(
      NDArray queries, NDArray keys, NDArray values, ScaledDotProduct.Prefix prefix) {
    return module.call(
        "attend_to_cache_after_prefix",
        queries,
        keys,
        values,
        prefix.keys(),
        prefix.values(),
        orAbsent(prefix.mask()));
  }

  /** Attention's outcome [n KV, g, t r, D] as rows for the output projection: [n g t, h D]. */
  NDArray joinHeads(NDArray attended, NDArray shape) {
    return module.call("join_heads", attended, shape);
  }

  /**
   * Output projection, norm and SwiGLU, with both residuals.
   *
   * @param hidden what came into the layer, [N, H], float32
   * @param attended [N, h D]
   * @return [N, H], float32
   */
  NDArray finish(NDArray hidden, NDArray attended, LayerWeights weights) {
    return module.call(
        "finish",
        hidden,
        attended,
        weights.output(),
        weights.feedForwardNorm(),
        weights.gate(),
        weights.up(),
        weights.down());
  }

  /**
   * The norm after the last layer and the head.
   *
   * @param hidden [rows, H], float32
   * @param norm [H]
   * @param projection [outputs, H]
   * @param bias [outputs], or null
   * @return [rows, outputs], float32
   */
  NDArray head(NDArray hidden, NDArray norm, NDArray projection, NDArray bias) {
    return module.call("head", hidden, norm, projection, orAbsent(bias));
  }

  // Memory.

  /** How tokens lie, for functions that ask. */
  NDArray shape(int n, int g, int t) {
    return manager.zeros(new Shape(0, n, g, t));
  }

  /** Room for numbers like another array's, of a shape [a, b, c]; its content is anything. */
  NDArray space(NDArray like, long a, long b, long c) {
    return module.call("space", like, manager.zeros(new Shape(0, a, b, c)));
  }

  private NDArray orAbsent(NDArray array) {
    return array == null ? absent : array;
  }
}
