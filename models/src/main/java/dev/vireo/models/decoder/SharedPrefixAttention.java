package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.vireo.models.torch.NativeScope;

/**
 * Groups of sequences that begin alike: n prefixes of P tokens, padded on the right, then n g
 * continuations of t tokens, padded on the right. A prefix is computed once; the tokens of its
 * continuations see all of it, and those before them in their own continuation.
 */
final class SharedPrefixAttention implements Attention {
  private final Decoder decoder;
  private final PrefixShape shape;
  private final RotaryTable.Rotation prefixRotation;
  private final RotaryTable.Rotation rotation;
  private final NDArray mask;

  SharedPrefixAttention(Decoder decoder, PrefixShape shape) {
    this.decoder = decoder;
    this.shape = shape;
    this.prefixRotation = decoder.rotary().range(0, shape.prefixLength());
    this.rotation = decoder.rotationAfter(shape.lengths(), shape.length());
    this.mask =
        shape.prefixLength() + shape.length() > decoder.window()
            ? decoder.windowMask(shape.lengths(), shape.prefixLength(), shape.length())
            : decoder.promptMask(shape.lengths(), shape.prefixLength(), shape.prefixLength(), 0);
  }

  @Override
  public NDArray attend(int layer, NDArray projected) {
    return NativeScope.keep(
        () -> {
          HeadGeometry geometry = decoder.geometry();
          int n = shape.groups();
          int g = shape.groupSize();
          int t = shape.length();
          NDList parts = projected.split(new long[] {(long) n * shape.prefixLength()}, 0);
          HeadProjections prefix =
              geometry.split(parts.get(0), prefixRotation, n, 1, shape.prefixLength());
          HeadProjections own = geometry.split(parts.get(1), rotation, n, g, t);
          NDArray fromPrefix =
              ScaledDotProduct.attendCausally(prefix, decoder.masks(), shape.prefixLength(), null);
          NDArray fromOwn =
              ScaledDotProduct.attendCausally(
                  own,
                  decoder.masks(),
                  t,
                  new ScaledDotProduct.Prefix(prefix.keys(), prefix.values(), mask));
          return NDArrays.concat(
              new NDList(
                  geometry.join(fromPrefix, n, 1, shape.prefixLength()),
                  geometry.join(fromOwn, n, g, t)),
              0);
        });
  }
}
