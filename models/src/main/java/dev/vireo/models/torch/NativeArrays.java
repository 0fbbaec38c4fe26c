package dev.vireo.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Arrays in libtorch's own memory.
 *
 * <p>DJL's {@code create} from Java values gives an array that borrows a Java buffer. Once such an
 * array is closed, a recorded operation that still needs it reads freed memory, without any error.
 * So everything is made here, by copy. For the same reason nothing in the decoder uses an operation
 * with a Java number.
 */
public final class NativeArrays {
  private NativeArrays() {}

  /** A copy of indices, [length], int64. */
  public static NDArray of(NDManager manager, long[] values) {
    try (NDArray borrowed = manager.create(values)) {
      return borrowed.duplicate();
    }
  }

  /** A copy of numbers, [length]. */
  public static NDArray of(NDManager manager, float[] values) {
    return of(manager, values, new Shape(values.length));
  }

  /** A copy of numbers in a shape. */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    try (NDArray borrowed = manager.create(values, shape)) {
      return borrowed.duplicate();
    }
  }

  /** A number, []. */
  public static NDArray scalar(NDManager manager, double value) {
    return manager.full(new Shape(), (float) value);
  }
}
