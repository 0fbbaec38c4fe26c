package dev.vireo.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.parameters.FloatFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FiniteBitsTest {

  @Test
  void everyNumberOfTwoBytesIsKnown() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short number = (short) bits;
      ByteBuffer bytes = bytes(6).putShort(2, number);
      assertThat(FiniteBits.areAll(FloatFormat.FLOAT16, bytes))
          .as("float16 %x", bits)
          .isEqualTo(Float.isFinite(FloatFormat.float16ToFloat(number)));
      assertThat(FiniteBits.areAll(FloatFormat.BFLOAT16, bytes))
          .as("bfloat16 %x", bits)
          .isEqualTo(Float.isFinite(FloatFormat.bfloat16ToFloat(number)));
    }
  }

  /** In a whole step of eight bytes, in either half of it, and in what is left over. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aNumberCountsWhereverItStands(int place) {
    ByteBuffer bytes = bytes(5 * Float.BYTES);
    for (int i = 0; i < 5; i++) {
      bytes.putFloat(i * Float.BYTES, i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE);
    }
    assertThat(FiniteBits.areAll(FloatFormat.FLOAT32, bytes)).isTrue();
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      bytes.putFloat(place * Float.BYTES, value);
      assertThat(FiniteBits.areAll(FloatFormat.FLOAT32, bytes)).as("%s", value).isFalse();
    }
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
