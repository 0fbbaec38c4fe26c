package dev.vireo.jobs.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackedFloatsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 14, (1 << 14) + 1, 100_000})
  void everyBitArrives(int length) throws Exception {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      // Not-a-numbers with a payload and negative zeros among them.
      values[i] = Float.intBitsToFloat(i * 0x9E3779B9);
    }
    PackedFloats copy = (PackedFloats) copy(new PackedFloats(values));

    assertThat(bits(copy.values())).isEqualTo(bits(values));
  }

  @Test
  void aShardsGradientTravelsPacked() throws Exception {
    ShardGradient shard = new ShardGradient(new float[50_000], Map.of("loss", 0.5));
    shard.gradient()[49_999] = 3;

    ShardGradient copy = (ShardGradient) copy(shard);

    assertThat(copy.gradient()).isEqualTo(shard.gradient());
    assertThat(copy.sums()).isEqualTo(shard.sums());
    assertThat(bytes(shard).length).isBetween(200_000, 202_000);
  }

  private static Object copy(Object value) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(value)))) {
      return in.readObject();
    }
  }

  private static byte[] bytes(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
