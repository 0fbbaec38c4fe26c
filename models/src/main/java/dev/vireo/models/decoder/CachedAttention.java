package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.torch.NativeScope;

/**
 * One new token in every sequence of a cache: it sees its prompt and the tokens that came after it.
 */
final class CachedAttention implements Attention {
  private final FusedLayers layers;
  private final KeyValueCache cache;
  private final NDArray rotation;
  private final NDArray shape;

  CachedAttention(Decoder decoder, KeyValueCache cache) {
    this.layers = decoder.fused();
    this.cache = cache;
    this.rotation = decoder.rotationAt(cache.lengths(), cache.used());
    this.shape = layers.shape(cache.groups(), cache.groupSize(), 1);
  }

  @Override
  public NDArray attend(int layer, NDArray projected, NDArray headNorms) {
    return NativeScope.keep(
        () -> {
          HeadProjections projections = layers.splitHeads(projected, headNorms, rotation, shape);
          cache.append(layer, projections.keys(), projections.values());
          return layers.joinHeads(cache.attend(layer, projections.queries()), shape);
        });
  }
}
