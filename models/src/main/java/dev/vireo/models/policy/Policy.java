package dev.vireo.models.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.directory.ModelConfig;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A decoder's parameters in native memory, or an adapter's beside frozen ones, for one thread at a
 * time. Gradients collect in the parameters, so every task slot has a policy of its own; two
 * policies in one virtual machine do not disturb each other.
 */
public final class Policy implements AutoCloseable {
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final NDManager manager;
  private final Map<String, NDArray> parameters;
  private final Decoder decoder;
  private final Adaptation adaptation;

  /** A frozen model under a trained adapter. */
  private record Adaptation(Map<String, NDArray> base, LoraAdapter adapter, NDArray scale) {}

  private Policy(
      ModelConfig config, ParameterLayout layout, NDManager manager, Adaptation adaptation) {
    this.config = config;
    this.layout = layout;
    this.manager = manager;
    this.adaptation = adaptation;
    this.decoder = new Decoder(config, manager);
    this.parameters = zeros(layout, manager);
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
    return new Policy(config, layout, Autograd.newManager(device), null).ready(values);
  }

  /**
   * A policy of which an adapter alone is trained: layout, values and gradients are the adapter's.
   *
   * @param base the model's parameters, in its layout's order; copied, and frozen
   * @param values the adapter's, in its layout's order; copied
   */
  public static Policy adapted(
      ModelConfig config, float[] base, LoraAdapter adapter, float[] values, Device device) {
    ParameterLayout baseLayout = ParameterLayout.of(config);
    requireSize(baseLayout, base.length);
    requireSize(adapter.layout(), values.length);
    NDManager manager = Autograd.newManager(device);
    Map<String, NDArray> frozen = zeros(baseLayout, manager);
    assign(baseLayout, frozen, base, manager);
    NDArray scale = NativeArrays.scalar(manager, adapter.settings().scale());
    NDScope.unregister(scale);
    Adaptation adaptation = new Adaptation(frozen, adapter, scale);
    return new Policy(config, adapter.layout(), manager, adaptation).ready(values);
  }

  private Policy ready(float[] values) {
    assign(values);
    parameters.values().forEach(Autograd::requireGradient);
    return this;
  }

  private static Map<String, NDArray> zeros(ParameterLayout layout, NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Parameter parameter : layout.parameters()) {
      NDArray array = manager.zeros(new Shape(parameter.dimensions()), DataType.FLOAT32);
      NDScope.unregister(array);
      arrays.put(parameter.name(), array);
    }
    return arrays;
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
    assign(layout, parameters, values, manager);
  }

  private static void assign(
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

  /**
   * All matrices as the passes over the layers want them; recorded where the thread records
   * gradients.
   */
  public DecoderWeights weights() {
    return DecoderWeights.of(
        adaptation == null
            ? parameters
            : adaptation.adapter().applied(adaptation.base(), parameters, adaptation.scale()),
        config);
  }

  /** The trained parameters by name, matrices as [out, in]; shared, not to be closed. */
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
