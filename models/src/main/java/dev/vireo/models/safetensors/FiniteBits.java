package dev.vireo.models.safetensors;

import dev.vireo.models.parameters.FloatFormat;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * Whether stored numbers are finite, looked at eight bytes at a time: a number is NaN or infinite
 * if all bits of its exponent are set, so that one more makes them carry into the place of the
 * sign.
 */
final class FiniteBits {
  private FiniteBits() {}

  /**
   * Whether all numbers are finite.
   *
   * @param bytes little-endian; its position stays
   */
  static boolean areAll(FloatFormat format, ByteBuffer bytes) {
    return switch (format) {
      case FLOAT32 ->
          areAll(bytes, 0x7f80_0000_7f80_0000L, 0x0080_0000_0080_0000L, 0x8000_0000_8000_0000L);
      case FLOAT16 ->
          areAll(bytes, 0x7c00_7c00_7c00_7c00L, 0x0400_0400_0400_0400L, 0x8000_8000_8000_8000L);
      case BFLOAT16 ->
          areAll(bytes, 0x7f80_7f80_7f80_7f80L, 0x0080_0080_0080_0080L, 0x8000_8000_8000_8000L);
    };
  }

  /**
   * @param exponents the bits of the exponents of all numbers in eight bytes
   * @param one the lowest bit of each
   * @param signs the bit above each
   */
  private static boolean areAll(ByteBuffer bytes, long exponents, long one, long signs) {
    LongBuffer longs = bytes.asLongBuffer();
    long carried = 0;
    for (int i = 0; i < longs.limit(); i++) {
      carried |= (longs.get(i) & exponents) + one;
    }
    long rest = 0;
    for (int i = bytes.position() + Long.BYTES * longs.limit(); i < bytes.limit(); i++) {
      rest |= (bytes.get(i) & 0xffL) << (8 * (i % Long.BYTES));
    }
    carried |= (rest & exponents) + one;
    return (carried & signs) == 0;
  }
}
