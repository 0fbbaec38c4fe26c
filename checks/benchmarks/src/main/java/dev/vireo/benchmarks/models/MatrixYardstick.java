package dev.vireo.benchmarks.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.CompiledModule;
import dev.vireo.models.torch.NativeScope;
import java.util.Map;
import java.util.TreeMap;

/** A product of two square matrices: what this processor can do at the moment in a precision. */
final class MatrixYardstick implements AutoCloseable {
  private static final int SIZE = 1024;

  /** libtorch's numbers of the two types. */
  private static final Map<FloatFormat, Integer> TYPES =
      Map.of(FloatFormat.FLOAT32, 6, FloatFormat.BFLOAT16, 15);

  private final NDManager manager = Autograd.newManager(Device.cpu());
  private final CompiledModule module;
  private final NDArray matrix;

  MatrixYardstick(FloatFormat format) {
    this.module =
        CompiledModule.of(
            manager,
            "Yardstick",
            MatrixYardstick.class,
            "yardstick.torchscript",
            new TreeMap<>(Map.of("format", TYPES.get(format))));
    this.matrix = module.call("matrix", manager.ones(new Shape(SIZE, SIZE)));
  }

  /** Multiplications and additions of one product. */
  static double operations() {
    return 2.0 * SIZE * SIZE * SIZE;
  }

  void multiply() {
    Autograd.recordGradients(false);
    NativeScope.run(() -> module.call("product", matrix, matrix));
  }

  @Override
  public void close() {
    manager.close();
  }
}
