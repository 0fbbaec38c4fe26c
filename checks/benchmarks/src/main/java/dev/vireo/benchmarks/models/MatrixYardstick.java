package dev.vireo.benchmarks.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;

/** A product of two square float32 matrices: what this processor can do at the moment. */
final class MatrixYardstick implements AutoCloseable {
  private static final int SIZE = 512;

  private final NDManager manager = Autograd.newManager(Device.cpu());
  private final NDArray left = manager.ones(new Shape(SIZE, SIZE));
  private final NDArray right = manager.ones(new Shape(SIZE, SIZE));

  /** Multiplications and additions of one product. */
  static double operations() {
    return 2.0 * SIZE * SIZE * SIZE;
  }

  void multiply() {
    Autograd.recordGradients(false);
    NativeScope.run(() -> left.matMul(right));
  }

  @Override
  public void close() {
    manager.close();
  }
}
