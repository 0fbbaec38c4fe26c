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
  private final PrefixShape groups;
  private final NDArray prefixRotation;
  private final NDArray prefixShape;
  private final NDArray rotation;
  private final NDArray shape;
  private final NDArray mask;

  SharedPrefixAttention(Decoder decoder, PrefixShape groups) {
    this.decoder = decoder;
    this.groups = groups;
    this.prefixRotation = decoder.rotary().range(0, groups.prefixLength());
    this.prefixShape = decoder.fused().shape(groups.groups(), 1, groups.prefixLength());
    this.rotation = decoder.rotationAfter(groups.lengths(), groups.length());
    this.shape = decoder.fused().shape(groups.groups(), groups.groupSize(), groups.length());
    this.mask =
        groups.prefixLength() + groups.length() > decoder.window()
            ? decoder.windowMask(groups.lengths(), groups.prefixLength(), groups.length())
            : decoder.promptMask(groups.lengths(), groups.prefixLength(), groups.prefixLength(), 0);
  }

  @Override
  public NDArray attend(int layer, NDArray projected, NDArray headNorms) {
    return NativeScope.keep(
        () -> {
          FusedLayers layers = decoder.fused();
          ScaledDotProduct attention = decoder.attention();
          long prefixTokens = (long) groups.groups() * groups.prefixLength();
          NDList parts = projected.split(new long[] {prefixTokens}, 0);
          HeadProjections prefix =
              layers.splitHeads(parts.get(0), headNorms, prefixRotation, prefixShape);
          HeadProjections own = layers.splitHeads(parts.get(1), headNorms, rotation, shape);
          NDArray fromPrefix = attention.causally(prefix, groups.prefixLength(), null);
          NDArray fromOwn =
              attention.causally(
                  own,
                  groups.length(),
                  new ScaledDotProduct.Prefix(prefix.keys(), prefix.values(), mask));
          return NDArrays.concat(
              new NDList(
                  layers.joinHeads(fromPrefix, prefixShape), layers.joinHeads(fromOwn, shape)),
              0);
        });
  }
}
