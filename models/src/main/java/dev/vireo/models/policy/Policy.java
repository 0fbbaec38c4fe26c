package dev.vireo.models.policy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.torch.Autograd;
import dev.vireo.models.torch.NativeArrays;
import dev.vireo.models.torch.NativeScope;
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

  /**
   * A frozen model under a trained adapter.
   *
   * @param owned whether it goes with the policy
   */
  private record Adaptation(
      FrozenParameters base, LoraAdapter adapter, NDArray scale, boolean owned) {}

  private Policy(
      ModelConfig config, ParameterLayout layout, NDManager manager, Adaptation adaptation) {
    this.config = config;
    this.layout = layout;
    this.manager = manager;
    this.adaptation = adaptation;
    this.decoder = new Decoder(config, manager);
    this.parameters = NativeParameters.zeros(layout, manager);
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
    NativeParameters.requireSize(layout, values);
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
    return adapted(FrozenParameters.create(config, base, device), adapter, values, true);
  }

  /**
   * The same beside parameters that other policies may use too.
   *
   * @param base closed by the caller, after the policy
   */
  public static Policy adapted(FrozenParameters base, LoraAdapter adapter, float[] values) {
    return adapted(base, adapter, values, false);
  }

  private static Policy adapted(
      FrozenParameters base, LoraAdapter adapter, float[] values, boolean owned) {
    NativeParameters.requireSize(adapter.layout(), values);
    NDManager manager = Autograd.newManager(base.device());
    NDArray scale = NativeArrays.scalar(manager, adapter.settings().scale());
    NDScope.unregister(scale);
    Adaptation adaptation = new Adaptation(base, adapter, scale, owned);
    return new Policy(base.config(), adapter.layout(), manager, adaptation).ready(values);
  }

  private Policy ready(float[] values) {
    assign(values);
    parameters.values().forEach(Autograd::requireGradient);
    return this;
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
    NativeParameters.requireSize(layout, values);
    NativeParameters.assign(layout, parameters, values, manager);
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
            : adaptation
                .adapter()
                .applied(adaptation.base().arrays(), parameters, adaptation.scale()),
        config);
  }

  /** The same, each layer's prepared anew whenever a pass comes to it. */
  public DecoderWeights weightsOnDemand() {
    if (adaptation == null) {
      return DecoderWeights.onDemand(parameters, layer -> parameters, config);
    }
    Map<String, NDArray> base = adaptation.base().arrays();
    return DecoderWeights.onDemand(
        base,
        layer ->
            adaptation
                .adapter()
                .applied(base, parameters, adaptation.scale(), "model.layers." + layer + "."),
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
    if (adaptation != null && adaptation.owned()) {
      adaptation.base().close();
    }
  }

  private static void copy(NDArray from, float[] to, Parameter parameter) {
    from.toByteBuffer(true).asFloatBuffer().get(to, parameter.offset(), parameter.size());
  }
}
