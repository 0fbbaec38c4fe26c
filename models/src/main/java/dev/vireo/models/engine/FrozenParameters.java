package dev.vireo.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.torch.Autograd;
import java.util.Map;
import java.util.function.Function;

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
      ModelConfig config,
      Head head,
      Compute compute,
      Function<NDManager, NativeParameters> content) {
    this.config = config;
    this.head = head;
    this.compute = compute;
    this.manager = Autograd.newManager(compute.device());
    try {
      this.parameters = content.apply(manager);
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
    return new FrozenParameters(
        config,
        head,
        compute,
        manager -> NativeParameters.of(ParameterLayout.of(config, head), values, manager));
  }

  /**
   * Loads the parameters of a model directory without a copy in the heap, and in bfloat16 where
   * they are stored and multiplied so, which takes half the memory and changes no number.
   *
   * @throws dev.vireo.algorithms.InputException if the directory has changed since it was opened
   */
  public static FrozenParameters load(ModelDirectory directory, Compute compute) {
    return new FrozenParameters(
        directory.config(),
        directory.head(),
        compute,
        manager -> ParameterLoad.load(directory, compute.products(), manager));
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
