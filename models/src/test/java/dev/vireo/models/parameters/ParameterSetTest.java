package dev.vireo.models.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParameterSetTest {
  private static ParameterSet counted() {
    return ParameterSet.of(
        new float[] {0, 1, 2}, new float[0], new float[] {3}, new float[] {4, 5, 6, 7});
  }

  @Test
  void elementsCountThroughAllArrays() {
    ParameterSet set = counted();
    assertThat(set.size()).isEqualTo(8);
    assertThat(set.slice(0, 8)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(set.slice(2, 6)).containsExactly(2, 3, 4, 5);
    assertThat(set.slice(3, 3)).isEmpty();
    assertThat(set.slice(5, 8)).containsExactly(5, 6, 7);
    assertThatThrownBy(() -> set.slice(5, 9)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void slicesPutBackMakeTheSetAgain() {
    for (int slices = 1; slices <= 9; slices++) {
      ParameterSet back = ParameterSet.zeros(counted().sizes());
      for (int slice = 0; slice < slices; slice++) {
        long from = 8L * slice / slices;
        back.put(from, counted().slice(from, 8L * (slice + 1) / slices));
      }
      assertThat(back).as("%d slices", slices).isEqualTo(counted());
    }
  }

  @Test
  void sumsAreElementByElementAndACopyIsApart() {
    ParameterSet sum = counted();
    ParameterSet copy = sum.copy();
    sum.add(counted());
    assertThat(sum.slice(0, 8)).containsExactly(0, 2, 4, 6, 8, 10, 12, 14);
    assertThat(copy).isEqualTo(counted()).isNotEqualTo(sum);
    assertThatThrownBy(() -> sum.add(ParameterSet.zeros(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The added set has 8 elements in 1 parameters, expected are 8 in 4");
  }

  @Test
  void theInnerProductIsOfAllArraysTogether() {
    ParameterSet one = ParameterSet.of(new float[] {2, -3}, new float[] {6});
    assertThat(one.dot(ParameterSet.of(new float[] {5, 1}, new float[] {0.5f}))).isEqualTo(10);
    // A plain sum loses the 1 beside 2^60.
    ParameterSet large = ParameterSet.of(new float[] {1 << 30, 1, 1 << 30});
    assertThat(large.dot(ParameterSet.of(new float[] {1 << 30, 1, -(1 << 30)}))).isEqualTo(1);
    assertThatThrownBy(() -> one.dot(ParameterSet.zeros(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The other set has 3 elements in 1 parameters, expected are 3 in 2");
  }

  @Test
  void theNormIsOfAllArraysTogether() {
    assertThat(ParameterSet.of(new float[] {2, 3}, new float[] {6}).norm()).isEqualTo(7);
    assertThat(ParameterSet.empty().norm()).isZero();
  }

  @Test
  void comesThroughSerializationAsItWas() throws Exception {
    Random random = new Random(1);
    for (int size : new int[] {0, 1, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, 50_000}) {
      ParameterSet set = ParameterSet.zeros(size, 3);
      for (int i = 0; i < size; i++) {
        set.at(0)[i] = Float.intBitsToFloat(random.nextInt());
      }
      set.at(1)[2] = -0f;
      byte[] bytes = written(set);
      ParameterSet back = (ParameterSet) read(bytes);
      assertThat(bits(back)).isEqualTo(bits(set));
      assertThat(back.sizes()).containsExactly(size, 3);
      assertThat(bytes.length - 4 * (size + 3)).as("beside the numbers").isLessThan(2_000);
    }
  }

  @Test
  void saysWhereThereIsNoRoom() throws Exception {
    byte[] bytes = written(ParameterSet.of(new float[] {1, 2}));
    // Where the length stands, in front of the first float. No array is as long as this.
    int length = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\0\0\0\2\0\0\u0080?");
    ByteBuffer.wrap(bytes).putInt(length, Integer.MAX_VALUE);
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(OutOfMemoryError.class);
  }

  private static int[] bits(ParameterSet set) {
    float[] values = set.slice(0, set.size());
    return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
  }

  private static byte[] written(ParameterSet set) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(set);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}
