package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;

/** Which keys each query of a pass sees. One instance serves the layers of one pass, in order. */
public sealed interface Attention permits CausalAttention, SharedPrefixAttention, CachedAttention {
  /**
   * Attends within one layer.
   *
   * @param layer the layer's index, from 0
   * @param projected [tokens, (heads + 2 keyValueHeads) headDim], in this attention's order of
   *     tokens
   * @param headNorms weights of the norms of query and key heads, or null
   * @return [tokens, heads * headDim]
   */
  NDArray attend(int layer, NDArray projected, NDArray headNorms);
}
