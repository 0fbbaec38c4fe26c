package dev.vireo.models.safetensors;

import java.util.List;

/**
 * The entry for a tensor in a safetensors header.
 *
 * @param name the tensor's name
 * @param type element type as written in the header, such as {@code F32} or {@code I64}
 * @param shape its dimensions; empty for a scalar
 * @param begin offset of the first byte, counted from the end of the header
 * @param end offset after the last byte
 */
public record TensorInfo(String name, String type, List<Long> shape, long begin, long end) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of elements. */
  public long elements() {
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }
}
