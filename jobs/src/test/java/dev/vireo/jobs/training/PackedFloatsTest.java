package dev.vireo.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.loss.Sums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    ShardGradient shard = new ShardGradient(new float[50_000], new Sums().add("loss", 0.5));
    shard.gradient()[49_999] = 3;

    ShardGradient copy = (ShardGradient) copy(shard);

    assertThat(copy.gradient()).isEqualTo(shard.gradient());
    assertThat(copy.sums()).isEqualTo(shard.sums());
    assertThat(bytes(shard).length).isBetween(200_000, 202_000);
  }

  @Test
  void saysWhereThereIsNoRoom() throws Exception {
    byte[] bytes = bytes(new ShardGradient(new float[] {1, 2}, new Sums()));
    // Where the length stands, in front of the first float. No array is as long as this.
    int length = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\0\0\0\2\0\0\u0080?");
    ByteBuffer.wrap(bytes).putInt(length, Integer.MAX_VALUE);

    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      assertThatThrownBy(in::readObject).isInstanceOf(OutOfMemoryError.class);
    }
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
