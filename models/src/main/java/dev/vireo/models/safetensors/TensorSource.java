package dev.vireo.models.safetensors;

import java.util.List;

/**
 * A tensor to be written: its name, its shape and its elements. Nothing is copied.
 *
 * @param name its name
 * @param shape its dimensions
 * @param values the elements, in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // As large as the model: not copied, as said above.
public record TensorSource(String name, List<Integer> shape, float[] values) {
  public TensorSource {
    shape = List.copyOf(shape);
    long elements = 1;
    for (int dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    if (elements != values.length) {
      throw new IllegalArgumentException(
          name + " of shape " + shape + " has " + values.length + " elements");
    }
  }

  /** Number of elements. */
  int elements() {
    return values.length;
  }
}
