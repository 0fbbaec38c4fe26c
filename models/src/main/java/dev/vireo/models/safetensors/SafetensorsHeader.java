package dev.vireo.models.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.models.files.LfsPointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header of a safetensors file: 8 bytes of length (little-endian), then that many bytes of
 * JSON. The file is untrusted, so everything is checked: tensors must lie inside the file, one
 * after the other without gap or overlap, each exactly as long as its type and shape require.
 */
record SafetensorsHeader(
    SortedMap<String, TensorInfo> tensors, Map<String, String> metadata, long dataStart) {

  /** The format's own limit; a longer header is a mistake or an attack. */
  private static final long LARGEST_HEADER = 100_000_000;

  private static final int LENGTH_BYTES = Long.BYTES;
  private static final String METADATA = "__metadata__";

  private static final Map<String, Integer> TYPE_BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F32", 4),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F64", 8));

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @throws InputException if the file is not a valid safetensors file
   */
  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long fileSize = channel.size();
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(fileSize, LfsPointer.START_BYTES));
    readFully(file, channel, start, 0);
    LfsPointer.refuse(file.toString(), start.array());
    if (fileSize < LENGTH_BYTES) {
      throw broken(file, "it has " + fileSize + " bytes, too few to hold a header");
    }
    ByteBuffer lengthBytes = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, channel, lengthBytes, 0);
    refusePickle(file, lengthBytes.array());
    long length = lengthBytes.getLong(0);
    if (length < 0 || length > LARGEST_HEADER) {
      throw broken(
          file,
          "its header claims "
              + Long.toUnsignedString(length)
              + " bytes; at most "
              + LARGEST_HEADER
              + " are allowed");
    }
    if (length > fileSize - LENGTH_BYTES) {
      throw broken(
          file,
          "its header claims " + length + " bytes but the file has only " + fileSize + " in all");
    }
    ByteBuffer header = ByteBuffer.allocate((int) length);
    readFully(file, channel, header, LENGTH_BYTES);
    long dataStart = LENGTH_BYTES + length;
    return parse(file, header.array(), dataStart, fileSize - dataStart);
  }

  private static SafetensorsHeader parse(Path file, byte[] json, long dataStart, long dataSize) {
    if (json.length == 0 || json[0] != '{') {
      throw broken(file, "its header is not a JSON object");
    }
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw broken(file, "its header is not valid JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw broken(file, "its header is not valid JSON (" + e.getMessage() + ")");
    }
    SortedMap<String, TensorInfo> tensors = new TreeMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (entry.getKey().equals(METADATA)) {
        readMetadata(file, entry.getValue(), metadata);
      } else {
        tensors.put(entry.getKey(), readTensor(file, entry.getKey(), entry.getValue()));
      }
    }
    requireContiguous(file, tensors, dataSize);
    return new SafetensorsHeader(tensors, metadata, dataStart);
  }

  private static void readMetadata(Path file, JsonNode node, Map<String, String> metadata) {
    if (!node.isObject()) {
      throw broken(file, METADATA + " is not an object");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw broken(file, METADATA + " entry " + quote(entry.getKey()) + " is not a string");
      }
      metadata.put(entry.getKey(), entry.getValue().textValue());
    }
  }

  private static TensorInfo readTensor(Path file, String name, JsonNode node) {
    if (!node.isObject()) {
      throw broken(file, name, "its description is not an object");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!List.of("dtype", "shape", "data_offsets").contains(entry.getKey())) {
        throw broken(file, name, "unknown key " + quote(entry.getKey()));
      }
    }
    JsonNode type = node.path("dtype");
    if (!type.isTextual()) {
      throw broken(file, name, "dtype is missing or no string");
    }
    Integer typeBytes = TYPE_BYTES.get(type.textValue());
    if (typeBytes == null) {
      throw broken(file, name, "dtype " + quote(type.textValue()) + " is unknown");
    }
    List<Long> shape = readNaturals(file, name, node, "shape");
    List<Long> offsets = readNaturals(file, name, node, "data_offsets");
    if (offsets.size() != 2) {
      throw broken(file, name, "data_offsets are not two numbers");
    }
    TensorInfo info = new TensorInfo(name, type.textValue(), shape, offsets.get(0), offsets.get(1));
    long bytes;
    try {
      bytes = Math.multiplyExact(info.elements(), typeBytes.longValue());
    } catch (ArithmeticException e) {
      throw broken(file, name, "shape " + shape + " has more elements than can be counted");
    }
    if (info.end() < info.begin() || info.end() - info.begin() != bytes) {
      throw broken(
          file,
          name,
          "data_offsets "
              + offsets
              + " do not hold the "
              + bytes
              + " bytes of shape "
              + shape
              + " and dtype "
              + info.type());
    }
    return info;
  }

  private static List<Long> readNaturals(Path file, String name, JsonNode node, String key) {
    JsonNode array = node.path(key);
    if (!array.isArray()) {
      throw broken(file, name, key + " is missing or no list");
    }
    List<Long> values = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
        throw broken(file, name, key + " holds " + element + ", which is not a natural number");
      }
      values.add(element.longValue());
    }
    return values;
  }

  private static void requireContiguous(
      Path file, SortedMap<String, TensorInfo> tensors, long dataSize) {
    List<TensorInfo> inFileOrder = new ArrayList<>(tensors.values());
    inFileOrder.sort(Comparator.comparingLong(TensorInfo::begin).thenComparing(TensorInfo::end));
    long position = 0;
    for (TensorInfo tensor : inFileOrder) {
      if (tensor.end() > dataSize) {
        throw broken(
            file,
            tensor.name(),
            "its data ends at byte "
                + tensor.end()
                + " but the file holds "
                + dataSize
                + " bytes of data; the file may be truncated, copy it again");
      }
      if (tensor.begin() < position) {
        throw broken(file, tensor.name(), "its data overlaps that of another tensor");
      }
      if (tensor.begin() > position) {
        throw broken(
            file,
            tensor.name(),
            "there is a gap of " + (tensor.begin() - position) + " bytes before its data");
      }
      position = tensor.end();
    }
    if (position != dataSize) {
      throw broken(file, (dataSize - position) + " bytes after the last tensor belong to none");
    }
  }

  private static void refusePickle(Path file, byte[] start) {
    boolean zip = start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4;
    // In a valid file, bytes 4 to 7 are zero: they are the high half of the header's length.
    boolean pickle =
        start[0] == (byte) 0x80
            && start[1] >= 2
            && start[1] <= 5
            && (start[4] | start[5] | start[6] | start[7]) != 0;
    if (zip || pickle) {
      throw new InputException(
          "Cannot read "
              + file
              + ": it is a PyTorch pickle under another name, and loading a pickle can run any"
              + " code; save the model as safetensors (save_pretrained with"
              + " safe_serialization=True)");
    }
  }

  static void readFully(Path file, FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw broken(file, "it ended at byte " + at + " while it was being read");
      }
      at += count;
    }
  }

  static InputException broken(Path file, String reason) {
    return new InputException("Cannot read " + file + " as safetensors: " + reason);
  }

  static InputException broken(Path file, String tensor, String reason) {
    return new InputException(
        "Cannot read " + file + " as safetensors: tensor " + quote(tensor) + ": " + reason);
  }

  /** Makes a name from the file safe to print: shortens it and replaces control characters. */
  static String quote(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    name.codePoints()
        .limit(200)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(quoted::appendCodePoint);
    return quoted.append('"').toString();
  }
}
