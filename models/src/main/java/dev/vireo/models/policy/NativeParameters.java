package dev.vireo.models.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.torch.Autograd;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A flat array's parameters as native arrays by name. */
final class NativeParameters {
  private NativeParameters() {}

  /** Arrays of the layout's shapes, which no scope frees. */
  static Map<String, NDArray> zeros(ParameterLayout layout, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Parameter parameter : layout.parameters()) {
      NDArray array = manager.zeros(new Shape(parameter.dimensions()), DataType.FLOAT32);
      NDScope.unregister(array);
      arrays.put(parameter.name(), array);
    }
    return arrays;
  }

  /** Overwrites all of them, in place. */
  static void assign(
      ParameterLayout layout, Map<String, NDArray> arrays, float[] values, NDManager manager) {
    Autograd.recordGradients(false);
    for (Parameter parameter : layout.parameters()) {
      NDArray array = arrays.get(parameter.name());
      FloatBuffer source = FloatBuffer.wrap(values, parameter.offset(), parameter.size());
      if (array.getDevice().isGpu()) {
        try (NDArray copy = manager.create(source.slice(), array.getShape(), DataType.FLOAT32)) {
          Autograd.write(array, 0, 0, array.getShape().get(0), copy);
        }
      } else {
        array.toByteBuffer(true).asFloatBuffer().put(source);
      }
    }
  }

  static void requireSize(ParameterLayout layout, float[] values) {
    if (values.length != layout.size()) {
      throw new IllegalArgumentException(
          "The model has " + layout.size() + " parameters, the array has " + values.length);
    }
  }
}
