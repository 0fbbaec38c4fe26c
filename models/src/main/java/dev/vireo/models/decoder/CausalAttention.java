package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.torch.NativeScope;

/**
 * Sequences of t tokens, each padded on the right: a token sees itself and those before it in its
 * sequence. Padding comes after everything real, so no real token sees it.
 */
final class CausalAttention implements Attention {
  private final Decoder decoder;
  private final int length;
  private final KeyValueCache kept;
  private final NDArray rotation;
  private final NDArray shape;

  /**
   * @param kept where keys and values are kept as prefixes for later tokens, or null
   */
  CausalAttention(Decoder decoder, int sequences, int length, KeyValueCache kept) {
    this.decoder = decoder;
    this.length = length;
    this.kept = kept;
    this.rotation = decoder.rotary().range(0, length);
    this.shape = decoder.fused().shape(sequences, 1, length);
  }

  @Override
  public NDArray attend(int layer, NDArray projected, NDArray headNorms) {
    return NativeScope.keep(
        () -> {
          HeadProjections projections =
              decoder.fused().splitHeads(projected, headNorms, rotation, shape);
          if (kept != null) {
            kept.keepPrompts(layer, projections.keys(), projections.values());
          }
          NDArray attended = decoder.attention().causally(projections, length, null);
          return decoder.fused().joinHeads(attended, shape);
        });
  }
}
