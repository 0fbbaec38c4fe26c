package dev.vireo.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.SparseFormat;

/** Operations in the form the decoder wants them. */
final class Tensors {
  private Tensors() {}

  /** Rows of a matrix by index, differentiable; a row may be taken several times. */
  static NDArray rows(NDArray matrix, NDArray indices) {
    return matrix
        .getNDArrayInternal()
        .embedding(indices, matrix, SparseFormat.DENSE)
        .singletonOrThrow();
  }

  /** The array, which no scope frees any more. */
  static NDArray kept(NDArray array) {
    NDScope.unregister(array);
    return array;
  }
}
