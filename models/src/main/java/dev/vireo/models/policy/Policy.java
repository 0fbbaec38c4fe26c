package dev.vireo.models.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeScope;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A decoder's parameters in native memory, for one thread at a time. Gradients collect in the
 * parameters, so every task slot has a policy of its own; two policies in one virtual machine do
 * not disturb each other.
 */
public final class Policy implements AutoCloseable {
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final NDManager manager;
  private final Map<String, NDArray> parameters;
  private final Decoder decoder;

  private Policy(ModelConfig config, ParameterLayout layout, NDManager manager) {
    this.config = config;
    this.layout = layout;
    this.manager = manager;
    this.decoder = new Decoder(config, manager);
    this.parameters = new LinkedHashMap<>();
    for (Parameter parameter : layout.parameters()) {
      NDArray array = manager.zeros(new Shape(parameter.dimensions()), DataType.FLOAT32);
      NDScope.unregister(array);
      parameters.put(parameter.name(), array);
    }
  }

  /**
   * A policy with these parameters.
   *
   * @param layout of the configuration
   * @param values all parameters, in layout order; copied
   * @throws IllegalArgumentException if the layout is another model's or the array's length is not
   *     the layout's
   */
  public static Policy create(
      ModelConfig config, ParameterLayout layout, float[] values, Device device) {
    if (!layout.equals(ParameterLayout.of(config))) {
      throw new IllegalArgumentException("The layout is not that of the configuration");
    }
    requireSize(layout, values.length);
    Policy policy = new Policy(config, layout, Autograd.newManager(device));
    policy.assign(values);
    policy.parameters.values().forEach(Autograd::requireGradient);
    return policy;
  }

  /**
   * A policy with a model directory's parameters.
   *
   * @throws dev.vireo.algorithms.InputException if the directory has changed since it was opened
   */
  public static Policy load(ModelDirectory directory, Device device) {
    return create(directory.config(), directory.layout(), directory.parameters(), device);
  }

  /** The decoder's shape. */
  public ModelConfig config() {
    return config;
  }

  /** Where each parameter lies in the flat arrays. */
  public ParameterLayout layout() {
    return layout;
  }

  /**
   * Overwrites all parameters, in place.
   *
   * @param values in layout order; copied
   */
  public void assign(float[] values) {
    requireSize(layout, values.length);
    Autograd.recordGradients(false);
    for (Parameter parameter : layout.parameters()) {
      NDArray array = parameters.get(parameter.name());
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

  /** Reads all parameters back, in layout order. */
  public float[] values() {
    float[] values = new float[layout.size()];
    NativeScope.run(
        () ->
            layout
                .parameters()
                .forEach(parameter -> copy(parameters.get(parameter.name()), values, parameter)));
    return values;
  }

  /** Sets every gradient to zero. */
  public void zeroGradients() {
    parameters.values().forEach(Autograd::zeroGradient);
  }

  /**
   * The gradients collected since they were last zero, in layout order; 0 where nothing was
   * collected.
   */
  public float[] gradients() {
    float[] gradients = new float[layout.size()];
    NativeScope.run(
        () -> {
          for (Parameter parameter : layout.parameters()) {
            NDArray gradient = Autograd.gradient(parameters.get(parameter.name()));
            if (gradient != null) {
              copy(gradient, gradients, parameter);
            }
          }
        });
    return gradients;
  }

  /** The parameters by Hugging Face name, matrices as [out, in]; shared, not to be closed. */
  public Map<String, NDArray> parameters() {
    return parameters;
  }

  /** The pass over the layers, with this slot's tables. */
  public Decoder decoder() {
    return decoder;
  }

  /** The manager of this slot's arrays. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }

  private static void copy(NDArray from, float[] to, Parameter parameter) {
    from.toByteBuffer(true).asFloatBuffer().get(to, parameter.offset(), parameter.size());
  }

  private static void requireSize(ParameterLayout layout, int size) {
    if (size != layout.size()) {
      throw new IllegalArgumentException(
          "The model has " + layout.size() + " parameters, the array has " + size);
    }
  }
}
