package dev.vireo.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.parameters.FloatFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsRoundTripPropertyTest {
  @TempDir private Path directory;

  /** Read back exactly, whatever the size of the pieces, and written again to the same bytes. */
  @Test
  void whatIsWrittenComesBackAndIsWrittenAlike() throws IOException {
    for (int seed = 0; seed < 80; seed++) {
      Random random = new Random(seed);
      FloatFormat format = List.of(FloatFormat.values()).get(random.nextInt(3));
      List<TensorSource> tensors = randomTensors(random, format);
      Path first = directory.resolve(seed + "-first");
      SafetensorsWriter.write(first, tensors, format, Map.of("step", random.nextLong()));

      List<TensorSource> back = new ArrayList<>();
      long step;
      try (SafetensorsFile file = SafetensorsFile.open(first, 8L << random.nextInt(8))) {
        assertThat(file.tensors()).as("seed %d", seed).hasSize(tensors.size() + 1);
        step = file.readLong("step");
        for (TensorSource tensor : tensors) {
          float[] values = new float[tensor.elements()];
          file.read(tensor.name(), values);
          back.add(new TensorSource(tensor.name(), tensor.shape(), values));
          for (int i = 0; i < tensor.elements(); i++) {
            assertThat(values[i])
                .as("seed %d, %s[%d]", seed, tensor.name(), i)
                .isEqualTo(tensor.values()[i]);
          }
        }
      }
      Collections.shuffle(back, random);
      Path second = directory.resolve(seed + "-second");
      SafetensorsWriter.write(second, back, format, Map.of("step", step));
      assertThat(Files.mismatch(first, second)).as("seed %d", seed).isEqualTo(-1);
    }
  }

  private static List<TensorSource> randomTensors(Random random, FloatFormat format) {
    List<TensorSource> tensors = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      List<Integer> shape = new ArrayList<>();
      int elements = 1;
      for (int d = random.nextInt(4); d > 0; d--) {
        shape.add(random.nextInt(7));
        elements *= shape.get(shape.size() - 1);
      }
      float[] values = new float[elements];
      for (int k = 0; k < values.length; k++) {
        values[k] =
            switch (format) {
              case FLOAT32 -> (float) random.nextGaussian();
              case FLOAT16 -> FloatFormat.float16ToFloat((short) random.nextInt(0x7c00));
              case BFLOAT16 -> FloatFormat.bfloat16ToFloat((short) random.nextInt(0x7f80));
            };
      }
      tensors.add(new TensorSource("tensor \u00e9\"\\" + i, shape, values));
    }
    return tensors;
  }

  @Test
  void tensorsLargerThanTheBufferAreStreamed() throws IOException {
    float[] values = new float[(1 << 20) + 17];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 256;
    }
    for (FloatFormat format : FloatFormat.values()) {
      Path path = directory.resolve(format.name());
      SafetensorsWriter.write(
          path, List.of(new TensorSource("w", List.of(values.length), values)), format);
      float[] back = new float[values.length];
      try (SafetensorsFile file = SafetensorsFile.open(path, 1 << 16)) {
        file.read("w", back);
      }
      assertThat(back).isEqualTo(values);
    }
  }

  /** The file is sparse: it takes no space and no time. */
  @Test
  void tensorsBeyondTwoGibibytesAreFound() throws IOException {
    long large = (3L << 30) + 2;
    String header =
        ("{\"a\":{\"dtype\":\"F16\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[%d,%d]}}")
            .formatted(large / 2, large, large, large + 4);
    Path path = SafetensorsBytes.write(directory.resolve("large"), header, 0);
    long dataStart = Files.size(path);
    assertThat(dataStart).isEqualTo(8 + header.getBytes(StandardCharsets.UTF_8).length);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(dataStart + large + 4);
      file.seek(dataStart + large);
      file.write(new byte[] {(byte) 0x80, 0x3f, 0x40, (byte) 0xc0});
    }
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      float[] values = new float[2];
      file.read("b", values);
      assertThat(values).containsExactly(1f, -3f);
      assertThat(file.tensors().get("a").elements()).isEqualTo(large / 2);
    }
  }

  @Test
  void finiteValuesBeyondTheStorageFormatAreRefused() {
    List<TensorSource> tensors =
        List.of(new TensorSource("w", List.of(2), new float[] {1, 70_000}));
    assertThatThrownBy(
            () -> SafetensorsWriter.write(directory.resolve("half"), tensors, FloatFormat.FLOAT16))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tensor w")
        .hasMessageContaining("70000.0")
        .hasMessageContaining("float16");
  }

  @Test
  void otherTypesAreRefusedByName() throws IOException {
    Path path =
        SafetensorsBytes.write(
            directory.resolve("types"),
            "{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
            8);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertThatThrownBy(() -> file.read("w", new float[1]))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("tensor \"w\"")
          .hasMessageContaining("F64");
      assertThatThrownBy(() -> file.readLong("w")).isInstanceOf(InputException.class);
      assertThatThrownBy(() -> file.tensor("v"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("tensor \"v\"");
    }
  }

  @Test
  void filesThatExistAreNotOverwritten() throws IOException {
    Path path = Files.writeString(directory.resolve("taken"), "precious");
    assertThatThrownBy(() -> SafetensorsWriter.write(path, List.of(), FloatFormat.FLOAT32))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(path).hasContent("precious");
  }
}
