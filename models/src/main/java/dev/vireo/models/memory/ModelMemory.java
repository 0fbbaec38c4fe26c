package dev.vireo.models.memory;

import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.decoder.KeyValueCache;
import dev.vireo.models.decoder.LayerMemory;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.Precision;
import dev.vireo.models.scoring.VocabularyChunks;

/**
 * What a policy needs of native memory, beside libtorch itself. {@link #shared} is needed once in a
 * virtual machine, everything else by each task slot.
 */
public final class ModelMemory {
  private final ModelConfig config;
  private final long parameters;
  private final long trained;
  private final boolean adapted;
  private final Precision precision;
  private final LayerMemory layer;

  /**
   * @param adapter what alone is trained; null trains all parameters
   * @param head what the decoder's last hidden state is projected to
   * @throws dev.vireo.algorithms.InputException if a parameter does not fit one array
   */
  public ModelMemory(ModelConfig config, Head head, LoraSettings adapter, Precision precision) {
    this.config = config;
    this.precision = precision;
    this.parameters = ParameterLayout.of(config, head).size();
    this.adapted = adapter != null;
    this.trained = adapted ? new LoraAdapter(config, adapter, head).layout().size() : parameters;
    this.layer = new LayerMemory(config, adapter, precision);
  }

  /** Number of parameters, without the adapter's. */
  public long parameters() {
    return parameters;
  }

  /** Number of trained parameters. */
  public long trained() {
    return trained;
  }

  /** What all slots of a virtual machine share: the model under an adapter. */
  public MemoryEstimate shared() {
    return MemoryEstimate.none().plus("model", adapted ? precision.computeBytes(parameters) : 0);
  }

  /**
   * A slot while it collects gradients.
   *
   * @param gradientCheckpointing whether layers are computed again on the way back
   */
  public MemoryEstimate training(BatchShape batch, boolean gradientCheckpointing) {
    long tokens = batch.tokens();
    long recorded = layer.recordedMatrices() + layer.recording(tokens) + scores(batch);
    long back = layer.backward(tokens);
    // The gradient of the output projection, or of the embedding, before it is added.
    long vocabulary = adapted ? 0 : rows(config.vocabularySize());
    long logits =
        VocabularyChunks.bytes(config, batch.predicted(), VocabularyChunks.DEFAULT_LIMIT, precision)
            + vocabulary
            + 2 * rows(batch.predicted());
    long activations;
    long peak;
    if (gradientCheckpointing) {
      activations = (config.layers() + 1) * layer.rows(tokens);
      peak = Math.max(Math.max(logits, vocabulary), recorded + back);
    } else {
      activations = config.layers() * recorded + layer.rows(tokens);
      peak = Math.max(logits, Math.max(vocabulary, back));
    }
    return slot()
        .plus("gradients", precision.computeBytes(trained))
        .plus("activations", activations)
        .plus(
            gradientCheckpointing ? "a layer computed again, or logits" : "logits, or the way back",
            peak);
  }

  /** A slot while it scores sequences. */
  public MemoryEstimate scoring(BatchShape batch) {
    long passing = layer.passing(batch.tokens()) + scores(batch);
    long logits =
        VocabularyChunks.bytes(config, batch.predicted(), VocabularyChunks.DEFAULT_LIMIT, precision)
            + 2 * rows(batch.predicted());
    return slot()
        .plus("prepared matrices", config.layers() * layer.matrices())
        .plus("activations or logits", Math.max(passing, logits));
  }

  /**
   * A slot while it samples.
   *
   * @param batch prompts, completions of each, and the longest of both
   */
  public MemoryEstimate sampling(BatchShape batch) {
    long prompts = (long) batch.groups() * batch.promptTokens();
    long passing = layer.passing(prompts) + layer.scores(batch.groups(), batch.promptTokens());
    return slot()
        .plus("prepared matrices", config.layers() * layer.matrices())
        .plus(
            "keys and values",
            KeyValueCache.bytes(
                config,
                batch.groups(),
                batch.groupSize(),
                batch.promptTokens(),
                batch.completionTokens(),
                precision))
        .plus("activations", passing);
  }

  /** What a slot has whatever it does. */
  private MemoryEstimate slot() {
    return MemoryEstimate.none()
        .plus(adapted ? "adapter" : "model", precision.computeBytes(trained));
  }

  private long scores(BatchShape batch) {
    return batch.sharesPrompts()
        ? layer.scores(
            batch.groups(), batch.groupSize(), batch.promptTokens(), batch.continuation())
        : layer.scores(batch.groups(), batch.promptTokens() + batch.continuation());
  }

  private long rows(long count) {
    return precision.computeBytes(count * config.hiddenSize());
  }
}
