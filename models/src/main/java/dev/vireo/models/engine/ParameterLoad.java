package dev.vireo.models.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.Bfloat16Arrays;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model directory's way into native memory, one parameter after the other: read as float32 into
 * the machine's memory, from there to the device, and rounded there if matrices are kept in
 * bfloat16. No more than one of them is in memory twice.
 */
final class ParameterLoad {
  private final NDManager manager;
  private final NDManager host;
  private final Bfloat16Arrays bfloat16;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private Parameter reading;

  private ParameterLoad(NDManager manager, NDManager host, boolean narrow) {
    this.manager = manager;
    this.host = host;
    this.bfloat16 = narrow ? new Bfloat16Arrays(manager) : null;
  }

  /**
   * The parameters, on the manager's device: matrices in bfloat16 if they are stored and multiplied
   * so, which changes no number; norms and biases, which are small, in float32.
   */
  static NativeParameters load(ModelDirectory directory, FloatFormat products, NDManager manager) {
    Autograd.recordGradients(false);
    boolean narrow =
        directory.storage() == FloatFormat.BFLOAT16 && products == FloatFormat.BFLOAT16;
    try (NDManager host = manager.newSubManager(Device.cpu())) {
      ParameterLoad load = new ParameterLoad(manager, host, narrow);
      directory.read(load::next);
      load.settle();
      return new NativeParameters(directory.layout(), load.arrays, manager);
    }
  }

  /** Where a parameter is read to; the one before has been read by then. */
  private FloatBuffer next(Parameter parameter) {
    settle();
    NDArray array = host.zeros(new Shape(parameter.dimensions()));
    NDScope.unregister(array);
    arrays.put(parameter.name(), array);
    reading = parameter;
    return NativeParameters.buffer(array);
  }

  private void settle() {
    if (reading != null) {
      boolean matrix = reading.shape().size() > 1;
      arrays.compute(reading.name(), (name, array) -> settled(array, matrix));
      reading = null;
    }
  }

  private NDArray settled(NDArray read, boolean matrix) {
    NDArray placed = read.toDevice(manager.getDevice(), false);
    if (placed != read) {
      NDScope.unregister(placed);
      read.close();
    }
    placed.attach(manager);
    if (bfloat16 == null || !matrix) {
      return placed;
    }
    try (placed) {
      return bfloat16.rounded(placed);
    }
  }
}
