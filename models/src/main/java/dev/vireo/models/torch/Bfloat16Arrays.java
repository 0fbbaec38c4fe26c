package dev.vireo.models.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.TreeMap;

/** Arrays in bfloat16, which DJL cannot make. They are for {@link CompiledModule}s alone. */
public final class Bfloat16Arrays {
  private static final String SOURCE =
      """
      class Conversion(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def bfloat16(self, numbers: Tensor) -> Tensor:
          return torch.to(numbers, 15)
      """;

  private final CompiledModule module;

  /**
   * @param manager of the arrays
   */
  public Bfloat16Arrays(NDManager manager) {
    this.module = CompiledModule.of(manager, "Conversion", SOURCE, new TreeMap<>());
  }

  /** Numbers rounded to bfloat16; no scope frees them. */
  public NDArray rounded(NDArray numbers) {
    NDArray rounded = module.call("bfloat16", numbers);
    NDScope.unregister(rounded);
    return rounded;
  }
}
