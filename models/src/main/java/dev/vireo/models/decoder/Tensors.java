package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;

/** Operations in the form the decoder wants them. */
final class Tensors {
  private Tensors() {}

  /** rows W^T, plus an array that broadcasts to the result (a bias or a residual), or null. */
  static NDArray linear(NDArray rows, NDArray weight, NDArray addend) {
    return rows.getNDArrayInternal().linear(rows, weight, addend).singletonOrThrow();
  }

  /** Rows of a matrix by index, differentiable; a row may be taken several times. */
  static NDArray rows(NDArray matrix, NDArray indices) {
    return matrix
        .getNDArrayInternal()
        .embedding(indices, matrix, SparseFormat.DENSE)
        .singletonOrThrow();
  }

  /** A scalar that owns its memory. */
  static NDArray scalar(NDManager manager, double value) {
    return manager.full(new Shape(), (float) value);
  }

  /** An array that owns its memory and that no scope frees. */
  static NDArray constant(NDManager manager, float[] values, Shape shape) {
    try (NDArray borrowed = manager.create(values, shape)) {
      NDArray owned = borrowed.duplicate();
      NDScope.unregister(owned);
      return owned;
    }
  }
}
