package dev.vireo.models.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.torch.Autograd;
import java.util.Map;

/**
 * A model's parameters in native memory that nothing changes any more, so that the policies of
 * several threads, each with an adapter of its own, can use one copy.
 */
public final class FrozenParameters implements AutoCloseable {
  private final ModelConfig config;
  private final NDManager manager;
  private final Map<String, NDArray> arrays;

  private FrozenParameters(ModelConfig config, NDManager manager, Map<String, NDArray> arrays) {
    this.config = config;
    this.manager = manager;
    this.arrays = arrays;
  }

  /**
   * Parameters of a model.
   *
   * @param values in the order of the configuration's layout; copied
   */
  public static FrozenParameters create(ModelConfig config, float[] values, Device device) {
    ParameterLayout layout = ParameterLayout.of(config);
    NativeParameters.requireSize(layout, values);
    NDManager manager = Autograd.newManager(device);
    Map<String, NDArray> arrays = NativeParameters.zeros(layout, manager);
    NativeParameters.assign(layout, arrays, values, manager);
    return new FrozenParameters(config, manager, arrays);
  }

  /**
   * Parameters of a model directory, which never lie in the heap.
   *
   * @throws dev.vireo.algorithms.InputException if the directory has changed since it was opened
   */
  public static FrozenParameters load(ModelDirectory directory, Device device) {
    if (device.isGpu()) {
      return create(directory.config(), directory.parameters(), device);
    }
    NDManager manager = Autograd.newManager(device);
    try {
      Map<String, NDArray> arrays = NativeParameters.zeros(directory.layout(), manager);
      directory.read(parameter -> arrays.get(parameter.name()).toByteBuffer(true).asFloatBuffer());
      return new FrozenParameters(directory.config(), manager, arrays);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The model's shape. */
  public ModelConfig config() {
    return config;
  }

  Device device() {
    return manager.getDevice();
  }

  /** By name, matrices as [out, in]. */
  Map<String, NDArray> arrays() {
    return arrays;
  }

  @Override
  public void close() {
    manager.close();
  }
}
