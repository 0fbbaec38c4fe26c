package dev.vireo.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.models.parameters.FloatFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files made by the Python library, {@code safetensors.numpy.save_file(tensors, file,
 * metadata={"format": "pt"})} of version 0.8.0, with the values below: read alike, and written to
 * the same bytes.
 */
final class SafetensorsGoldenTest {
  @TempDir private Path directory;

  private static byte[] golden(String name) throws IOException {
    try (InputStream file = SafetensorsGoldenTest.class.getResourceAsStream(name)) {
      return file.readAllBytes();
    }
  }

  @Test
  void float32AndIntegers() throws IOException {
    float[] head = {0, 1 / 3f, 2 / 3f, 1, 4 / 3f, 5 / 3f};
    float[] norm = {-1, -0.5f, 0, 0.5f, 1};
    byte[] golden = golden("python-0.8.0-f32.safetensors");

    try (SafetensorsFile file =
        SafetensorsFile.open(Files.write(directory.resolve("golden"), golden))) {
      assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
      assertThat(file.readLong("step")).isEqualTo(41);
      assertThat(read(file, "lm_head.weight", 6)).containsExactly(head);
      assertThat(read(file, "model.norm.weight", 5)).containsExactly(norm);
      assertThat(read(file, "a.scalar", 1)).containsExactly(2.5f);
      assertThat(file.tensors().get("empty").shape()).containsExactly(0L, 4L);
    }

    Path written = directory.resolve("written");
    SafetensorsWriter.write(
        written,
        List.of(
            new TensorSource("model.norm.weight", List.of(5), norm),
            new TensorSource("lm_head.weight", List.of(2, 3), head),
            new TensorSource("a.scalar", List.of(), new float[] {2.5f}),
            new TensorSource("empty", List.of(0, 4), new float[0])),
        FloatFormat.FLOAT32,
        Map.of("step", 41L));
    assertThat(Files.readAllBytes(written)).isEqualTo(golden);
  }

  @Test
  void float16() throws IOException {
    float[] first = {1e-7f, -0f, Float.POSITIVE_INFINITY};
    float[] second = {1, -2.5f, 0.1f, 65504};
    byte[] golden = golden("python-0.8.0-f16.safetensors");

    try (SafetensorsFile file =
        SafetensorsFile.open(Files.write(directory.resolve("golden"), golden))) {
      assertThat(read(file, "a", 3)).containsExactly(0x1p-23f, -0f, Float.POSITIVE_INFINITY);
      assertThat(read(file, "b", 4)).containsExactly(1, -2.5f, 0.099975586f, 65504);
    }

    Path written = directory.resolve("written");
    SafetensorsWriter.write(
        written,
        List.of(
            new TensorSource("b", List.of(2, 2), second), new TensorSource("a", List.of(3), first)),
        FloatFormat.FLOAT16);
    assertThat(Files.readAllBytes(written)).isEqualTo(golden);
  }

  private static float[] read(SafetensorsFile file, String name, int size) {
    float[] values = new float[size];
    file.read(name, values);
    return values;
  }
}
