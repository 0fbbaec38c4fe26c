package dev.vireo.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.Bfloat16Arrays;
import dev.vireo.models.torch.NativeScope;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Parameters as native arrays.
 *
 * @param layout their order
 * @param arrays arrays by name, matrices as [out, in]; no scope frees them
 * @param manager manager of the arrays
 */
record NativeParameters(ParameterLayout layout, Map<String, NDArray> arrays, NDManager manager) {

  /** Zeros in float32 for the parameters of a layout. */
  static NativeParameters zeros(ParameterLayout layout, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Parameter parameter : layout.parameters()) {
      NDArray array = manager.zeros(new Shape(parameter.dimensions()));
      NDScope.unregister(array);
      arrays.put(parameter.name(), array);
    }
    return new NativeParameters(layout, arrays, manager);
  }

  /** A copy of a set in float32. */
  static NativeParameters of(ParameterLayout layout, ParameterSet values, NDManager manager) {
    NativeParameters parameters = zeros(layout, manager);
    parameters.assign(values);
    return parameters;
  }

  /** Those of a model directory that are not to change: see {@link FrozenParameters#load}. */
  static NativeParameters load(ModelDirectory directory, FloatFormat products, NDManager manager) {
    if (manager.getDevice().isGpu()) {
      return of(directory.layout(), directory.parameters(), manager);
    }
    if (directory.storage() == FloatFormat.BFLOAT16 && products == FloatFormat.BFLOAT16) {
      return stored(directory, manager);
    }
    NativeParameters parameters = zeros(directory.layout(), manager);
    directory.read(parameters::buffer);
    return parameters;
  }

  /**
   * Matrices in bfloat16 as they are stored; norms and biases, which are small, in float32. One
   * matrix at a time is in memory in float32 too.
   */
  private static NativeParameters stored(ModelDirectory directory, NDManager manager) {
    Autograd.recordGradients(false);
    Bfloat16Arrays bfloat16 = new Bfloat16Arrays(manager);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    Deque<Parameter> read = new ArrayDeque<>();
    directory.read(
        parameter -> {
          read.forEach(
              before -> arrays.compute(before.name(), (n, array) -> round(bfloat16, array)));
          read.clear();
          NDArray array = manager.zeros(new Shape(parameter.dimensions()));
          NDScope.unregister(array);
          arrays.put(parameter.name(), array);
          if (parameter.shape().size() > 1) {
            read.add(parameter);
          }
          return buffer(array);
        });
    read.forEach(last -> arrays.compute(last.name(), (n, array) -> round(bfloat16, array)));
    return new NativeParameters(directory.layout(), arrays, manager);
  }

  private static NDArray round(Bfloat16Arrays bfloat16, NDArray array) {
    try (array) {
      return bfloat16.rounded(array);
    }
  }

  /**
   * Overwrites all parameters, in place.
   *
   * @throws IllegalArgumentException if the values belong to another layout
   */
  void assign(ParameterSet values) {
    values.require(layout);
    Autograd.recordGradients(false);
    for (Parameter parameter : layout.parameters()) {
      NDArray array = arrays.get(parameter.name());
      FloatBuffer source = FloatBuffer.wrap(values.elements(parameter));
      if (array.getDevice().isGpu()) {
        try (NDArray copy = manager.create(source, array.getShape(), DataType.FLOAT32)) {
          Autograd.write(array, 0, 0, array.getShape().get(0), copy);
        }
      } else {
        buffer(array).put(source);
      }
    }
  }

  /** A copy of the values. */
  ParameterSet values() {
    return read(parameter -> arrays.get(parameter.name()));
  }

  /** A copy of the accumulated gradients; 0 for a parameter without any. */
  ParameterSet gradients() {
    return read(parameter -> Autograd.gradient(arrays.get(parameter.name())));
  }

  /** A buffer over a parameter's elements; CPU only. */
  FloatBuffer buffer(Parameter parameter) {
    return buffer(arrays.get(parameter.name()));
  }

  /**
   * @param source the array to copy for each parameter; null leaves its elements 0
   */
  private ParameterSet read(Function<Parameter, NDArray> source) {
    ParameterSet values = ParameterSet.zeros(layout);
    NativeScope.run(
        () -> {
          for (Parameter parameter : layout.parameters()) {
            NDArray array = source.apply(parameter);
            if (array != null) {
              buffer(array).get(values.elements(parameter));
            }
          }
        });
    return values;
  }

  private static FloatBuffer buffer(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
