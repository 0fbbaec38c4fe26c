package dev.vireo.models.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.parameters.FloatFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every way a header can lie is one clear line that names the file and, where there is one, the
 * tensor.
 */
final class HostileHeaderTest {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("hostile.safetensors");
  }

  private void assertRefused(Path path, String... parts) {
    assertThatThrownBy(() -> SafetensorsFile.open(path))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(path.toString())
        .hasMessageNotContaining("\n")
        .satisfies(error -> assertThat(error.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}} | do not hold the 8 bytes
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | do not hold the 8 bytes
          {"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} | ends at byte 16 but the file holds 12
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[4611686018427387904,4611686018427387908]}} | ends at byte 4611686018427387908
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}} | data_offsets holds -4
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}} | data_offsets holds 18446744073709551615
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4.0]}} | data_offsets holds 4.0
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0]}} | data_offsets are not two numbers
          {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}} | data_offsets are not two numbers
          {"w":{"dtype":"F32","shape":[1]}} | data_offsets is missing
          {"w":{"dtype":"F32","data_offsets":[0,4]}} | shape is missing
          {"w":{"shape":[1],"data_offsets":[0,4]}} | dtype is missing
          {"w":{"dtype":7,"shape":[1],"data_offsets":[0,4]}} | dtype is missing or no string
          {"w":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}} | dtype "F31" is unknown
          {"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | shape holds -1
          {"w":{"dtype":"F32","shape":["3"],"data_offsets":[0,12]}} | shape holds "3"
          {"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}} | more elements than can be counted
          {"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | more elements than can be counted
          {"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12],"comment":1}} | unknown key "comment"
          {"w":[0,12]} | its description is not an object
          """)
  void tensorsThatLieAreNamed(String header, String reason) throws IOException {
    assertRefused(SafetensorsBytes.write(file(), header, 12), "tensor \"w\"", reason);
  }

  @Test
  void overlapIsNamed() throws IOException {
    String header =
        """
        {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
        "b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";
    assertRefused(SafetensorsBytes.write(file(), header, 12), "tensor \"b\"", "overlaps");
  }

  @Test
  void theSameBytesForTwoTensorsAreNamed() throws IOException {
    String header =
        """
        {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
        "b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
    assertRefused(SafetensorsBytes.write(file(), header, 8), "overlaps");
  }

  @Test
  void aGapIsNamed() throws IOException {
    String header =
        """
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""";
    assertRefused(SafetensorsBytes.write(file(), header, 12), "tensor \"b\"", "gap of 4 bytes");
  }

  @Test
  void bytesBehindTheLastTensorAreRefused() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertRefused(SafetensorsBytes.write(file(), header, 9), "5 bytes after the last tensor");
  }

  @Test
  void duplicateNamesAreRefused() throws IOException {
    String header =
        """
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""";
    assertRefused(SafetensorsBytes.write(file(), header, 8), "Duplicate", "'a'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", " {}", "null", "x"})
  void headersThatAreNoObjectAreRefused(String header) throws IOException {
    assertRefused(SafetensorsBytes.write(file(), header, 0), "its header is not a JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":}", "{}{}", "{} x", "{\"a\":{\"dtype\":NaN}}"})
  void headersThatAreNoJsonAreRefused(String header) throws IOException {
    assertRefused(SafetensorsBytes.write(file(), header, 0), "not valid JSON");
  }

  @Test
  void headersThatAreNoTextAreRefused() throws IOException {
    byte[] header = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};
    assertRefused(
        SafetensorsBytes.write(file(), header.length, header, new byte[0]), "not valid JSON");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    String header = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertRefused(SafetensorsBytes.write(file(), header, 0), "not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"__metadata__\":3}", "{\"__metadata__\":{\"format\":3}}"})
  void metadataThatIsNoStringsIsRefused(String header) throws IOException {
    assertRefused(SafetensorsBytes.write(file(), header, 0), "__metadata__");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001L, 1L << 40, Long.MAX_VALUE, -1L, Long.MIN_VALUE})
  void absurdHeaderSizesAreRefused(long length) throws IOException {
    Path path =
        SafetensorsBytes.write(file(), length, "{}".getBytes(StandardCharsets.UTF_8), new byte[64]);
    assertRefused(path, "its header claims " + Long.toUnsignedString(length) + " bytes; at most");
  }

  @Test
  void headersLongerThanTheFileAreRefused() throws IOException {
    Path path =
        SafetensorsBytes.write(file(), 3, "{}".getBytes(StandardCharsets.UTF_8), new byte[0]);
    assertRefused(path, "claims 3 bytes but the file has only 10 in all");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void filesTooShortForALengthAreRefused(int size) throws IOException {
    assertRefused(Files.write(file(), new byte[size]), "it has " + size + " bytes");
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    Path whole = directory.resolve("whole.safetensors");
    SafetensorsWriter.write(
        whole, List.of(new TensorSource("w", List.of(5), new float[5])), FloatFormat.FLOAT32);
    byte[] bytes = Files.readAllBytes(whole);
    for (int size = 0; size < bytes.length; size++) {
      Path cut = directory.resolve("cut-" + size);
      assertRefused(Files.write(cut, Arrays.copyOf(bytes, size)), "Cannot read");
    }
  }

  @Test
  void picklesUnderAnotherNameAreRefusedWithTheReason() throws IOException {
    byte[] zip = {'P', 'K', 3, 4, 0, 0, 8, 8, 0, 0};
    assertRefused(Files.write(file(), zip), "pickle", "any code", "save_pretrained");
    byte[] legacy = {(byte) 0x80, 2, (byte) 0x8a, 0x0a, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46};
    assertRefused(Files.write(file(), legacy), "pickle");
  }

  @Test
  void missingFilesAndDirectoriesAreNamed() {
    assertRefused(file(), "there is no such file");
    assertRefused(directory, "it is a directory");
  }

  @Test
  void aFileCutShortAfterOpeningIsAnErrorOfOurs() throws IOException {
    Path path = file();
    SafetensorsWriter.write(
        path, List.of(new TensorSource("w", List.of(5), new float[5])), FloatFormat.FLOAT32);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Files.write(path, new byte[16]);
      assertThatThrownBy(() -> file.read("w", new float[5]))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cut short");
    }
  }

  /** Random damage to a sound header: refused with our own error, or read; never anything else. */
  @Test
  void damagedHeadersNeverEscape() throws IOException {
    Path whole = directory.resolve("whole.safetensors");
    SafetensorsWriter.write(
        whole,
        List.of(
            new TensorSource("a", List.of(2, 3), new float[6]),
            new TensorSource("b", List.of(4), new float[4])),
        FloatFormat.BFLOAT16);
    byte[] sound = Files.readAllBytes(whole);
    int refused = 0;
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] damaged = sound.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        damaged[random.nextInt(damaged.length - 20)] = (byte) random.nextInt(256);
      }
      Path path = Files.write(file(), damaged);
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        for (String name : file.tensors().keySet()) {
          long elements = file.tensors().get(name).elements();
          try {
            file.read(name, new float[Math.toIntExact(elements)]);
          } catch (InputException e) {
            assertThat(e).as("seed %d", seed).hasMessageContaining("only F32, F16 and BF16");
          }
        }
      } catch (InputException e) {
        refused++;
        assertThat(e.getMessage()).as("seed %d", seed).contains(path.toString());
      }
    }
    assertThat(refused).isBetween(250, 499);
  }
}
