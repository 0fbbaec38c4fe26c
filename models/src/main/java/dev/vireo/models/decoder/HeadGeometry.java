package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.vireo.models.architecture.ModelConfig;

/**
 * How one row of the joint projection splits into heads, and the order in which batched products
 * want them.
 *
 * <p>Letters: n groups of g sequences of t tokens each; h query heads in KV groups of r; head size
 * D. A row of the projection holds h + 2 KV heads: queries, keys, values. Keys and values are never
 * repeated: the r query heads that share a key head become rows of the same product.
 *
 * @param heads query heads h
 * @param keyValueHeads key and value heads KV
 * @param headDim D
 */
record HeadGeometry(int heads, int keyValueHeads, int headDim) {
  static HeadGeometry of(ModelConfig config) {
    return new HeadGeometry(config.heads(), config.keyValueHeads(), config.headDim());
  }

  /** r: query heads per key head. */
  int repeats() {
    return heads / keyValueHeads;
  }

  /** Width of a projected row: (h + 2 KV) D. */
  int projectionWidth() {
    return (heads + 2 * keyValueHeads) * headDim;
  }

  /** Rotated pairs in a row: those of queries and keys, (h + KV) D / 2. */
  int rotatedPairs() {
    return (heads + keyValueHeads) * headDim / 2;
  }

  /**
   * Rotates, splits and orders projected rows.
   *
   * @param projected [n g t, (h + 2 KV) D], columns as {@link LayerWeights} orders them
   */
  HeadProjections split(NDArray projected, RotaryTable.Rotation rotation, int n, int g, int t) {
    NDList parts =
        projected
            .reshape(n, g, t, projectionWidth())
            .split(new long[] {rotatedPairs(), 2L * rotatedPairs()}, 3);
    NDList rotated = rotation.apply(parts.get(0), parts.get(1));
    long[] cut = {(long) heads * headDim / 2};
    NDList low = rotated.get(0).split(cut, 3);
    NDList high = rotated.get(1).split(cut, 3);
    NDArray queries =
        NDArrays.concat(new NDList(queryOrder(low.get(0)), queryOrder(high.get(0))), 5)
            .reshape((long) n * keyValueHeads, g, (long) t * repeats(), headDim);
    NDArray keys =
        NDArrays.concat(new NDList(keyOrder(low.get(1)), keyOrder(high.get(1))), 4)
            .reshape((long) n * keyValueHeads * g, t, headDim);
    NDArray values = keyOrder(parts.get(2)).reshape((long) n * keyValueHeads * g, t, headDim);
    return new HeadProjections(queries, keys, values);
  }

  /** Attention's outcome [n KV, g, t r, D] as rows for the output projection: [n g t, h D]. */
  NDArray join(NDArray attended, int n, int g, int t) {
    return attended
        .reshape(n, keyValueHeads, g, t, repeats(), headDim)
        .transpose(0, 2, 3, 1, 4, 5)
        .reshape((long) n * g * t, (long) heads * headDim);
  }

  /** [n, g, t, h d] to [n, KV, g, t, r, d], a view. */
  private NDArray queryOrder(NDArray array) {
    long[] shape = array.getShape().getShape();
    return array
        .reshape(shape[0], shape[1], shape[2], keyValueHeads, repeats(), shape[3] / heads)
        .transpose(0, 3, 1, 2, 4, 5);
  }

  /** [n, g, t, KV d] to [n, KV, g, t, d], a view. */
  private NDArray keyOrder(NDArray array) {
    long[] shape = array.getShape().getShape();
    return array
        .reshape(shape[0], shape[1], shape[2], keyValueHeads, shape[3] / keyValueHeads)
        .transpose(0, 3, 1, 2, 4);
  }
}
