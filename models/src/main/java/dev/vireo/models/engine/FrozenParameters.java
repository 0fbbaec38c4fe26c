package dev.vireo.models.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.torch.Autograd;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A model's parameters in native memory, which never change. Models of several threads can share
 * one copy, each either unmodified or with an adapter of its own.
 */
public final class FrozenParameters implements AutoCloseable {
  private final ModelConfig config;
  private final Head head;
  private final Compute compute;
  private final NDManager manager;
  private final NativeParameters parameters;

  private FrozenParameters(
      ModelConfig config, Head head, Compute compute, Consumer<NativeParameters> fill) {
    this.config = config;
    this.head = head;
    this.compute = compute;
    this.manager = Autograd.newManager(compute.device());
    try {
      this.parameters =
          NativeParameters.zeros(ParameterLayout.of(config, head), Precision.FLOAT32, manager);
      fill.accept(parameters);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Copies parameters into native memory.
   *
   * @param values the model's parameters, in layout order; copied
   */
  public static FrozenParameters create(
      ModelConfig config, Head head, ParameterSet values, Compute compute) {
    return new FrozenParameters(config, head, compute, parameters -> parameters.assign(values));
  }

  /**
   * Loads the parameters of a model directory; on a CPU, without a copy in the heap.
   *
   * @throws dev.vireo.algorithms.InputException if the directory has changed since it was opened
   */
  public static FrozenParameters load(ModelDirectory directory, Compute compute) {
    return new FrozenParameters(
        directory.config(),
        directory.head(),
        compute,
        parameters -> {
          if (compute.device().isGpu()) {
            parameters.assign(directory.parameters());
          } else {
            directory.read(parameters::buffer);
          }
        });
  }

  /** The decoder's shape. */
  public ModelConfig config() {
    return config;
  }

  /** The model's head. */
  public Head head() {
    return head;
  }

  Compute compute() {
    return compute;
  }

  /** The arrays by parameter name, matrices as [out, in]. */
  Map<String, NDArray> arrays() {
    return parameters.arrays();
  }

  @Override
  public void close() {
    manager.close();
  }
}
