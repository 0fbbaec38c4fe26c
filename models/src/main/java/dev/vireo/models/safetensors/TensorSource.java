package dev.vireo.models.safetensors;

import java.util.List;

/**
 * A tensor to be written: its name, its shape and where its elements lie. Nothing is copied.
 *
 * @param name its name
 * @param shape its dimensions
 * @param values an array that holds the elements
 * @param offset index of the first of them
 */
@SuppressWarnings("ArrayRecordComponent") // As large as the model: not copied, as said above.
public record TensorSource(String name, List<Integer> shape, float[] values, int offset) {
  public TensorSource {
    shape = List.copyOf(shape);
    long elements = 1;
    for (int dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    if (offset < 0 || elements > values.length - offset) {
      throw new IllegalArgumentException(
          name + " of shape " + shape + " does not lie within its array");
    }
  }

  /** Number of elements. */
  int elements() {
    int elements = 1;
    for (int dimension : shape) {
      elements *= dimension;
    }
    return elements;
  }
}
