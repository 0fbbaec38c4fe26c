package dev.vireo.models.safetensors;

import java.util.List;

/**
 * One tensor as a safetensors header describes it.
 *
 * @param name its name
 * @param type its element type as written in the header, such as {@code F32} or {@code I64}
 * @param shape its dimensions; empty for a scalar
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
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
