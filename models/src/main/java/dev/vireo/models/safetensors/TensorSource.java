package dev.vireo.models.safetensors;

import java.util.List;

/**
 * A tensor to be written. Nothing is copied.
 *
 * @param name the tensor's name
 * @param shape its dimensions
 * @param values its elements, in row-major order
 */
@SuppressWarnings("ArrayRecordComponent") // As large as the model, so not copied.
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
