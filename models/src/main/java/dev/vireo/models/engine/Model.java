package dev.vireo.models.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.Decoder;
import dev.vireo.models.decoder.DecoderWeights;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.torch.Autograd;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model ready for computation: a decoder with its {@link Head} and its parameters in native
 * memory, for one thread at a time. Either all parameters are trained, or those of an adapter
 * beside frozen ones, or none. Gradients accumulate in the trained parameters, so every task slot
 * has a model of its own; models in the same virtual machine are independent of each other.
 */
public final class Model implements AutoCloseable {
  private static final ParameterLayout NOTHING = ParameterLayout.of(new TreeMap<>());

  private final ModelConfig config;
  private final Head head;
  private final NDManager manager;
  private final NativeParameters trained;
  private final Decoder decoder;
  private final Under under;

  /**
   * The frozen part under the trained parameters.
   *
   * @param base parameters that are not trained
   * @param adapter adds the trained parameters to the base; null if nothing is trained
   * @param owned whether closing the model closes the base
   */
  private record Under(FrozenParameters base, LoraAdapter adapter, boolean owned) {}

  private Model(
      ModelConfig config, Head head, ParameterLayout layout, Compute compute, Under under) {
    this.config = config;
    this.head = head;
    this.manager = Autograd.newManager(compute.device());
    this.under = under;
    this.decoder = new Decoder(config, compute.products(), manager);
    this.trained = NativeParameters.zeros(layout, manager);
  }

  /**
   * A model with all parameters trained.
   *
   * @param values the model's parameters, in layout order; copied
   * @throws IllegalArgumentException if the values do not match the model's layout
   */
  public static Model create(ModelConfig config, Head head, ParameterSet values, Compute compute) {
    ParameterLayout layout = ParameterLayout.of(config, head);
    values.require(layout);
    return new Model(config, head, layout, compute, null).ready(values);
  }

  /** The same in float32. */
  public static Model create(ModelConfig config, Head head, ParameterSet values, Device device) {
    return create(config, head, values, Compute.on(device));
  }

  /**
   * Loads a model directory, with all parameters trained.
   *
   * @throws dev.vireo.algorithms.InputException if the directory has changed since it was opened
   */
  public static Model load(ModelDirectory directory, Device device) {
    return create(directory.config(), directory.head(), directory.parameters(), device);
  }

  /**
   * A model with no parameters trained.
   *
   * @param base closed by the caller, after the model
   */
  public static Model frozen(FrozenParameters base) {
    return new Model(
        base.config(), base.head(), NOTHING, base.compute(), new Under(base, null, false));
  }

  /**
   * A model with only an adapter trained: layout, values and gradients are the adapter's.
   *
   * @param base closed by the caller, after the model
   * @param values the adapter's parameters, in its layout's order; copied
   */
  public static Model adapted(FrozenParameters base, LoraAdapter adapter, ParameterSet values) {
    return adapted(base, adapter, values, false);
  }

  /**
   * A model with only an adapter trained, on a base that no other model shares.
   *
   * @param base the model's parameters, in its layout's order; copied
   */
  public static Model adapted(
      ModelConfig config,
      Head head,
      ParameterSet base,
      LoraAdapter adapter,
      ParameterSet values,
      Device device) {
    return adapted(
        FrozenParameters.create(config, head, base, Compute.on(device)), adapter, values, true);
  }

  private static Model adapted(
      FrozenParameters base, LoraAdapter adapter, ParameterSet values, boolean owned) {
    values.require(adapter.layout());
    Under under = new Under(base, adapter, owned);
    return new Model(base.config(), adapter.head(), adapter.layout(), base.compute(), under)
        .ready(values);
  }

  private Model ready(ParameterSet values) {
    assign(values);
    trained.arrays().values().forEach(Autograd::requireGradient);
    return this;
  }

  /** The decoder's shape. */
  public ModelConfig config() {
    return config;
  }

  /** The model's head. */
  public Head head() {
    return head;
  }

  /** The layout of the trained parameters. */
  public ParameterLayout layout() {
    return trained.layout();
  }

  /**
   * Overwrites all trained parameters, in place.
   *
   * @param values in layout order; copied
   */
  public void assign(ParameterSet values) {
    trained.assign(values);
  }

  /** A copy of the trained parameters. */
  public ParameterSet values() {
    return trained.values();
  }

  /** Sets every gradient to zero. */
  public void zeroGradients() {
    trained.arrays().values().forEach(Autograd::zeroGradient);
  }

  /** The gradients accumulated since they were last set to zero; 0 for a parameter without any. */
  public ParameterSet gradients() {
    return trained.gradients();
  }

  /**
   * All weights, prepared for passes through the layers. Recorded if the thread records gradients.
   */
  public DecoderWeights weights() {
    return decoder.weights(applied(""), head);
  }

  /** All weights, prepared for many passes of few rows each, which are not recorded. */
  public DecoderWeights samplingWeights() {
    // What lies under an adapter may be as it is stored, which all slots share.
    return under == null && !manager.getDevice().isGpu()
        ? decoder.packedWeights(trained.arrays(), head)
        : weights();
  }

  /** All weights, with those of a layer prepared anew each time a pass reaches it. */
  public DecoderWeights weightsOnDemand() {
    return decoder.weightsOnDemand(
        applied(head.projection(config)), layer -> applied("model.layers." + layer + "."), head);
  }

  private Map<String, NDArray> applied(String prefix) {
    if (under == null) {
      return trained.arrays();
    }
    Map<String, NDArray> base = under.base().arrays();
    return under.adapter() == null
        ? base
        : under.adapter().applied(base, trained.arrays(), decoder::adapted, prefix);
  }

  /**
   * The trained parameters by name, matrices as [out, in]; shared, so the caller must not close
   * them.
   */
  public Map<String, NDArray> parameters() {
    return trained.arrays();
  }

  /** The decoder, with this model's position tables. */
  public Decoder decoder() {
    return decoder;
  }

  /** The manager of this model's arrays. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
    if (under != null && under.owned()) {
      under.base().close();
    }
  }
}
