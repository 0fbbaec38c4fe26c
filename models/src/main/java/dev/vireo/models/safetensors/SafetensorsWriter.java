package dev.vireo.models.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.parameters.FloatFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes safetensors files. The same tensors give the same bytes, which are also those of the
 * Python library: integers first, then by name, the header padded with spaces to a multiple of 8.
 * Elements are streamed through a small buffer. Nothing is forced to disk; that is up to whoever
 * publishes the file.
 */
public final class SafetensorsWriter {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * Writes floating-point tensors.
   *
   * @param file a file that does not exist yet
   * @param tensors in any order
   * @param format format in which the elements are stored
   * @throws InputException if a finite number is beyond the range of {@code format}
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path file, List<TensorSource> tensors, FloatFormat format) {
    write(file, tensors, format, Map.of());
  }

  /**
   * Writes floating-point tensors and 64-bit integer scalars.
   *
   * @param file a file that does not exist yet
   * @param tensors in any order
   * @param format format in which the floating-point elements are stored
   * @param integers values of the integer scalars by name
   * @throws InputException if a finite number is beyond the range of {@code format}
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(
      Path file, List<TensorSource> tensors, FloatFormat format, Map<String, Long> integers) {
    List<TensorSource> byName = new ArrayList<>(tensors);
    byName.sort(Comparator.comparing(TensorSource::name));
    SortedMap<String, Long> integersByName = new TreeMap<>(integers);
    ByteBuffer header = header(byName, format, integersByName);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeFully(channel, header);
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (long value : integersByName.values()) {
        buffer.clear().putLong(value).flip();
        writeFully(channel, buffer);
      }
      for (TensorSource tensor : byName) {
        writeTensor(channel, buffer, tensor, format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static ByteBuffer header(
      List<TensorSource> tensors, FloatFormat format, SortedMap<String, Long> integers) {
    ObjectNode root = JSON.createObjectNode();
    root.putObject("__metadata__").put("format", "pt");
    long position = 0;
    for (String name : integers.keySet()) {
      describe(root, name, "I64", List.of(), position, position + Long.BYTES);
      position += Long.BYTES;
    }
    for (TensorSource tensor : tensors) {
      long end = position + (long) tensor.elements() * format.bytes();
      describe(root, tensor.name(), format.typeName(), tensor.shape(), position, end);
      position = end;
    }
    byte[] json;
    try {
      json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A header of names and numbers is always JSON", e);
    }
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static void describe(
      ObjectNode root, String name, String type, List<Integer> shape, long begin, long end) {
    if (root.has(name)) {
      throw new IllegalArgumentException("Two tensors are named " + name);
    }
    ObjectNode node = root.putObject(name);
    node.put("dtype", type);
    ArrayNode dimensions = node.putArray("shape");
    shape.forEach(dimensions::add);
    node.putArray("data_offsets").add(begin).add(end);
  }

  private static void writeTensor(
      FileChannel channel, ByteBuffer buffer, TensorSource tensor, FloatFormat format)
      throws IOException {
    int perBuffer = BUFFER_BYTES / format.bytes();
    int elements = tensor.elements();
    for (int done = 0; done < elements; done += perBuffer) {
      int count = Math.min(perBuffer, elements - done);
      buffer.clear();
      encode(buffer, tensor, done, count, format);
      buffer.limit(count * format.bytes());
      writeFully(channel, buffer);
    }
  }

  private static void encode(
      ByteBuffer buffer, TensorSource tensor, int first, int count, FloatFormat format) {
    float[] values = tensor.values();
    if (format == FloatFormat.FLOAT32) {
      FloatBuffer floats = buffer.asFloatBuffer();
      floats.put(values, first, count);
      return;
    }
    boolean half = format == FloatFormat.FLOAT16;
    int infinity = half ? 0x7c00 : 0x7f80;
    ShortBuffer shorts = buffer.asShortBuffer();
    for (int i = 0; i < count; i++) {
      float value = values[first + i];
      short bits = half ? FloatFormat.floatToFloat16(value) : FloatFormat.floatToBfloat16(value);
      if ((bits & 0x7fff) == infinity && !Float.isInfinite(value)) {
        throw new InputException(
            "Cannot store tensor "
                + tensor.name()
                + " as "
                + format.torchName()
                + ": its value "
                + value
                + " is beyond the range; choose another storage format");
      }
      shorts.put(i, bits);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
