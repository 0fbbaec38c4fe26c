package dev.vireo.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Creates arrays in libtorch's own memory.
 *
 * <p>DJL's {@code create} from Java values gives an array that borrows a Java buffer. Once such an
 * array is closed, a recorded operation that still needs it silently reads freed memory. Every
 * array is therefore created here, as a copy. For the same reason the decoder uses no operation
 * that takes a Java number.
 */
public final class NativeArrays {
  private NativeArrays() {}

  /** A copy of integers, [length], int64. */
  public static NDArray of(NDManager manager, long[] values) {
    try (NDArray borrowed = manager.create(values)) {
      return borrowed.duplicate();
    }
  }

  /** A copy of floats, [length]. */
  public static NDArray of(NDManager manager, float[] values) {
    return of(manager, values, new Shape(values.length));
  }

  /** A copy of floats with a shape. */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    try (NDArray borrowed = manager.create(values, shape)) {
      return borrowed.duplicate();
    }
  }

  /** A copy of doubles with a shape, float64. */
  public static NDArray of(NDManager manager, double[] values, Shape shape) {
    try (NDArray borrowed = manager.create(values, shape)) {
      return borrowed.duplicate();
    }
  }

  /** A scalar, []. */
  public static NDArray scalar(NDManager manager, double value) {
    return manager.full(new Shape(), (float) value);
  }
}
