package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.torch.NativeScope;

/**
 * One new token in every sequence of a cache: it sees its prompt and the tokens that came after it.
 */
final class CachedAttention implements Attention {
  private final Decoder decoder;
  private final KeyValueCache cache;
  private final RotaryTable.Rotation rotation;

  CachedAttention(Decoder decoder, KeyValueCache cache) {
    this.decoder = decoder;
    this.cache = cache;
    this.rotation = decoder.rotationAt(cache.lengths(), cache.used());
  }

  @Override
  public NDArray attend(int layer, NDArray projected) {
    return NativeScope.keep(
        () -> {
          HeadGeometry geometry = decoder.geometry();
          int n = cache.groups();
          int g = cache.groupSize();
          HeadProjections projections = geometry.split(projected, rotation, n, g, 1);
          cache.append(layer, projections.keys(), projections.values());
          return geometry.join(cache.attend(layer, projections.queries()), n, g, 1);
        });
  }
}
