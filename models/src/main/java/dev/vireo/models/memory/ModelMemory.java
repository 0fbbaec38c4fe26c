package dev.vireo.models.memory;

import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.decoder.LayerMemory;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.scoring.VocabularyChunks;

/**
 * Native memory that a model needs, in addition to libtorch itself. {@link #shared} is needed once
 * per virtual machine, everything else once per task slot.
 */
public final class ModelMemory {
  private final ModelConfig config;
  private final long parameters;
  private final long trained;
  private final boolean shares;
  private final int outputs;
  private final Precision precision;
  private final LayerMemory layer;

  /**
   * @param head the model's head
   * @param adapter settings of the adapter to train; null to train all parameters
   * @throws dev.vireo.algorithms.InputException if a parameter does not fit in one array
   */
  public ModelMemory(ModelConfig config, Head head, LoraSettings adapter, Precision precision) {
    this(config, head, adapter, precision, false);
  }

  private ModelMemory(
      ModelConfig config, Head head, LoraSettings adapter, Precision precision, boolean frozen) {
    this.config = config;
    this.precision = precision;
    this.parameters = ParameterLayout.of(config, head).size();
    this.shares = frozen || adapter != null;
    this.outputs = head.outputs(config);
    this.trained =
        adapter != null
            ? new LoraAdapter(config, adapter, head).layout().size()
            : frozen ? 0 : parameters;
    this.layer = new LayerMemory(config, adapter, precision);
  }

  /** The memory of a model of which nothing is trained. */
  public static ModelMemory frozen(ModelConfig config, Head head, Precision precision) {
    return new ModelMemory(config, head, null, precision, true);
  }

  /** Number of the model's parameters, without the adapter's. */
  public long parameters() {
    return parameters;
  }

  /** Number of trained parameters. */
  public long trained() {
    return trained;
  }

  /** Memory shared by all slots of a virtual machine: the model, unless all of it is trained. */
  public MemoryEstimate shared() {
    return MemoryEstimate.none().plus("model", shares ? precision.storageBytes(parameters) : 0);
  }

  /**
   * The same where slots compare with a reference policy: its parameters, which an adapter has in
   * common with it.
   */
  public MemoryEstimate sharedWithReference() {
    return shared().plus("reference", shares ? 0 : precision.storageBytes(parameters));
  }

  /**
   * Memory of a slot while it accumulates gradients.
   *
   * @param gradientCheckpointing whether the backward pass recomputes the layers
   */
  public MemoryEstimate training(BatchShape batch, boolean gradientCheckpointing) {
    return training(batch, gradientCheckpointing, 0, 0);
  }

  /**
   * The same while its distributions are compared with those of a reference policy, which passes
   * through its layers before the model does.
   */
  public MemoryEstimate comparing(BatchShape batch, boolean gradientCheckpointing) {
    long tokens = batch.tokens();
    long reference = config.layers() * layer.matrices() + layer.passing(tokens) + scores(batch);
    long compared =
        VocabularyChunks.comparedBytes(
            config, batch.predicted(), VocabularyChunks.DEFAULT_LIMIT, precision);
    return training(batch, gradientCheckpointing, compared, reference)
        .plus(
            "reference's hidden states",
            rows(batch.predicted()) + projection() + (shares ? Precision.floats(trained) : 0));
  }

  /**
   * @param compared bytes of another policy's logits
   * @param before bytes of another policy's pass, before this one's
   */
  private MemoryEstimate training(
      BatchShape batch, boolean gradientCheckpointing, long compared, long before) {
    long tokens = batch.tokens();
    long recorded = layer.matrices() + layer.recording(tokens) + scores(batch);
    long back = layer.backward(tokens);
    // The gradient of the output projection or embedding before it is accumulated.
    long vocabulary = shares ? 0 : rows(config.vocabularySize());
    long logits =
        VocabularyChunks.bytes(config, batch.predicted(), VocabularyChunks.DEFAULT_LIMIT, precision)
            + compared
            + vocabulary
            + 2 * rows(batch.predicted());
    long activations;
    long peak;
    if (gradientCheckpointing) {
      activations = (config.layers() + 1) * layer.rows(tokens) + projection();
      peak = Math.max(Math.max(logits, vocabulary), recorded + back);
    } else {
      activations = config.layers() * recorded + layer.rows(tokens) + projection();
      peak = Math.max(logits, Math.max(vocabulary, back));
    }
    peak = Math.max(peak, before - activations);
    return slot()
        .plus("gradients", Precision.floats(trained))
        .plus("activations", activations)
        .plus(
            gradientCheckpointing ? "a layer computed again, or logits" : "logits, or the way back",
            peak + reordered());
  }

  /** Memory of a slot while it scores sequences. */
  public MemoryEstimate scoring(BatchShape batch) {
    long passing = layer.passing(batch.tokens()) + scores(batch);
    long logits =
        VocabularyChunks.bytes(config, batch.predicted(), VocabularyChunks.DEFAULT_LIMIT, precision)
            + 2 * rows(batch.predicted());
    return slot()
        .plus("prepared matrices", config.layers() * layer.matrices() + projection())
        .plus("activations or logits", Math.max(passing, logits) + reordered());
  }

  /**
   * Memory of a slot while it samples.
   *
   * @param batch prompts, completions per prompt, and the greatest length of each
   */
  public MemoryEstimate sampling(BatchShape batch) {
    long prompts = (long) batch.groups() * batch.promptTokens();
    long passing = layer.passing(prompts) + layer.scores(batch.groups(), batch.promptTokens());
    return slot()
        .plus("prepared matrices", config.layers() * layer.matrices() + projection())
        .plus(
            "keys and values",
            KeyValueCache.bytes(
                config,
                batch.groups(),
                batch.groupSize(),
                batch.promptTokens(),
                batch.completionTokens(),
                precision))
        .plus("activations", passing + reordered());
  }

  /** The head's projection, where it is prepared. */
  private long projection() {
    return precision.storage() == precision.compute()
        ? 0
        : precision.computeBytes((long) outputs * config.hiddenSize());
  }

  /** The largest matrix in the order that a product in bfloat16 wants it in. */
  private long reordered() {
    long rows = Math.max(outputs, config.intermediateSize());
    return precision.compute() == FloatFormat.FLOAT32
        ? 0
        : precision.computeBytes(rows * config.hiddenSize());
  }

  /** Memory that a slot needs whatever it does. */
  private MemoryEstimate slot() {
    return MemoryEstimate.none().plus(shares ? "adapter" : "model", Precision.floats(trained));
  }

  private long scores(BatchShape batch) {
    return batch.sharesPrompts()
        ? layer.scores(
            batch.groups(), batch.groupSize(), batch.promptTokens(), batch.continuation())
        : layer.scores(batch.groups(), batch.promptTokens() + batch.continuation());
  }

  private long rows(long count) {
    return Precision.floats(count * config.hiddenSize());
  }
}
