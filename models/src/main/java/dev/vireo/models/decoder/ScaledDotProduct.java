package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;

/**
 * softmax(Q K^T) V; the queries come scaled. Letters as in {@link HeadGeometry}: batches of n KV, g
 * sequences that may share a prefix of P keys.
 *
 * @param layers the arithmetic
 * @param masks what queries of a sequence do not see
 */
record ScaledDotProduct(FusedLayers layers, CausalMask masks) {
  private static final int QUERIES = 3;

  /**
   * A shared prefix of keys and values.
   *
   * @param keys [n KV, P, D]
   * @param values [n KV, P, D]
   * @param mask 0 or minus infinity, [n KV, 1, P], or null where every query sees all keys. Where
   *     each of t queries sees others, [n, 1, 1, t, 1, P]
   */
  record Prefix(NDArray keys, NDArray values, NDArray mask) {

    private boolean differsByQuery() {
      return mask != null && mask.getShape().dimension() > QUERIES;
    }

    /** As queries first (inclusive) to last see it. */
    Prefix forQueries(int first, int last) {
      return differsByQuery()
          ? new Prefix(keys, values, Autograd.slice(mask, QUERIES, first, last))
          : this;
    }
  }

  /**
   * Every query sees its group's prefix and all keys of its own sequence, or those the mask leaves.
   *
   * @param queries [n KV, g, rows, D]
   * @param keys [n KV g, t, D]
   * @param values [n KV g, t, D]
   * @param mask [rows, t], or null
   * @param prefix what the g sequences of a group share, or null
   * @return [n KV, g, rows, D]
   */
  NDArray attend(NDArray queries, NDArray keys, NDArray values, NDArray mask, Prefix prefix) {
    return prefix == null
        ? layers.attend(queries, keys, values, mask)
        : layers.attend(queries, keys, values, mask, prefix);
  }

  /**
   * Query i of a sequence sees its group's prefix and its sequence's keys 0 to i, or those of them
   * in its window. Long sequences go block by block, so that the keys after a block, or before its
   * window, are not even multiplied.
   *
   * @param projections of t tokens each
   * @return [n KV, g, t r, D]
   */
  NDArray causally(HeadProjections projections, int t, Prefix prefix) {
    NDArray queries = projections.queries();
    if (t <= CausalMask.BLOCK) {
      return attend(queries, projections.keys(), projections.values(), masks.block(0, t), prefix);
    }
    return NativeScope.keep(() -> blockByBlock(projections, t, prefix));
  }

  private NDArray blockByBlock(HeadProjections projections, int t, Prefix prefix) {
    NDArray queries = projections.queries();
    long repeats = queries.getShape().get(2) / t;
    int blocks = (t + CausalMask.BLOCK - 1) / CausalMask.BLOCK;
    long[] cuts = new long[blocks - 1];
    for (int block = 0; block < cuts.length; block++) {
      cuts[block] = (block + 1) * CausalMask.BLOCK * repeats;
    }
    NDList parts = queries.split(cuts, 2);
    NDList attended = new NDList(blocks);
    for (int block = 0; block < blocks; block++) {
      int first = block * CausalMask.BLOCK;
      int last = Math.min(t, first + CausalMask.BLOCK);
      int from = masks.firstKey(first);
      attended.add(
          attend(
              parts.get(block),
              Autograd.slice(projections.keys(), 1, from, last),
              Autograd.slice(projections.values(), 1, from, last),
              masks.block(first, last),
              prefix == null ? null : prefix.forQueries(first, last)));
    }
    return NDArrays.concat(attended, 2);
  }
}
