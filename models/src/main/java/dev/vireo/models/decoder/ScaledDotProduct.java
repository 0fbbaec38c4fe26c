package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;

/**
 * softmax(Q K^T) V; the queries come scaled. Letters as in {@link HeadGeometry}: batches of n KV, g
 * sequences that may share a prefix of P keys.
 */
final class ScaledDotProduct {
  private ScaledDotProduct() {}

  /**
   * A shared prefix of keys and values, or none.
   *
   * @param keys [n KV, P, D]
   * @param values [n KV, P, D]
   * @param mask 0 or minus infinity, [n KV, 1, P], or null where every query sees all keys. Where
   *     each of t queries sees others, [n, 1, 1, t, 1, P]
   */
  record Prefix(NDArray keys, NDArray values, NDArray mask) {
    private static final int QUERIES = 3;

    private boolean differsByQuery() {
      return mask != null && mask.getShape().dimension() > QUERIES;
    }

    /** As queries first (inclusive) to last see it. */
    Prefix forQueries(int first, int last) {
      return differsByQuery()
          ? new Prefix(keys, values, Autograd.slice(mask, QUERIES, first, last))
          : this;
    }

    /** Scores [n KV, g t r, P], masked. */
    NDArray masked(NDArray scores, long sequences) {
      if (mask == null) {
        return scores;
      }
      if (!differsByQuery()) {
        return scores.addi(mask);
      }
      long groups = mask.getShape().get(0);
      long t = mask.getShape().get(QUERIES);
      return scores
          .reshape(
              groups,
              -1,
              sequences,
              t,
              scores.getShape().get(1) / (sequences * t),
              scores.getShape().get(2))
          .add(mask)
          .reshape(scores.getShape());
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
  static NDArray attend(
      NDArray queries, NDArray keys, NDArray values, NDArray mask, Prefix prefix) {
    return NativeScope.keep(
        () -> {
          long[] shape = queries.getShape().getShape();
          long batches = shape[0];
          long sequences = shape[0] * shape[1];
          long rows = shape[2];
          long headDim = shape[3];
          long own = keys.getShape().get(1);
          NDArray scores =
              queries.reshape(sequences, rows, headDim).batchMatMul(keys.swapAxes(1, 2));
          if (mask != null) {
            scores.addi(mask);
          }
          if (prefix == null) {
            return scores.softmax(-1).batchMatMul(values).reshape(queries.getShape());
          }
          long groupRows = shape[1] * rows;
          NDArray prefixScores =
              queries
                  .reshape(batches, groupRows, headDim)
                  .batchMatMul(prefix.keys().swapAxes(1, 2));
          NDArray seen = prefix.masked(prefixScores, shape[1]);
          NDArray joined =
              NDArrays.concat(new NDList(seen, scores.reshape(batches, groupRows, own)), 2);
          NDList shares = joined.softmax(-1).split(new long[] {joined.getShape().get(2) - own}, 2);
          NDArray fromPrefix = shares.get(0).batchMatMul(prefix.values());
          NDArray fromOwn = shares.get(1).reshape(sequences, rows, own).batchMatMul(values);
          return fromOwn.reshape(queries.getShape()).add(fromPrefix.reshape(queries.getShape()));
        });
  }

  /**
   * Query i of a sequence sees its group's prefix and its sequence's keys 0 to i, or those of them
   * in its window. Long sequences go block by block, so that the keys after a block, or before its
   * window, are not even multiplied.
   *
   * @param projections of t tokens each
   * @return [n KV, g, t r, D]
   */
  static NDArray attendCausally(
      HeadProjections projections, CausalMask masks, int t, Prefix prefix) {
    NDArray queries = projections.queries();
    if (t <= CausalMask.BLOCK) {
      return attend(queries, projections.keys(), projections.values(), masks.block(0, t), prefix);
    }
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
