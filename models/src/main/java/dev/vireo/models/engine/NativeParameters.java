package dev.vireo.models.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.nio.FloatBuffer;
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

  /** A buffer over an array's elements; CPU only. */
  static FloatBuffer buffer(NDArray array) {
    return array.toByteBuffer(true).asFloatBuffer();
  }
}
