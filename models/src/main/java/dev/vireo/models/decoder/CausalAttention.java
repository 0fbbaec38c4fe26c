package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import dev.vireo.models.torch.NativeScope;

/**
 * Sequences of t tokens, each padded on the right: a token sees itself and those before it in its
 * sequence. Padding comes after everything real, so no real token sees it.
 */
final class CausalAttention implements Attention {
  private final Decoder decoder;
  private final int sequences;
  private final int length;
  private final KeyValueCache kept;
  private final RotaryTable.Rotation rotation;

  /**
   * @param kept where keys and values are kept as prefixes for later tokens, or null
   */
  CausalAttention(Decoder decoder, int sequences, int length, KeyValueCache kept) {
    this.decoder = decoder;
    this.sequences = sequences;
    this.length = length;
    this.kept = kept;
    this.rotation = decoder.rotary().range(0, length);
  }

  @Override
  public NDArray attend(int layer, NDArray projected) {
    return NativeScope.keep(
        () -> {
          HeadProjections projections =
              decoder.geometry().split(projected, rotation, sequences, 1, length);
          if (kept != null) {
            kept.keepPrompts(layer, projections.keys(), projections.values());
          }
          NDArray attended =
              ScaledDotProduct.attendCausally(projections, decoder.masks(), length, null);
          return decoder.geometry().join(attended, sequences, 1, length);
        });
  }
}
