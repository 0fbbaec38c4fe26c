package dev.vireo.pipelines.plan;

import dev.vireo.jobs.scoring.WorkerScores;
import dev.vireo.jobs.torch.Sharding;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.FloatFormat;

/**
 * What a worker of torch holds of a model that it trains or scores with, beside the executor's own
 * process.
 *
 * @param workers how many there are, and how they share the model out
 * @param model its shape
 * @param head what its last hidden state is projected to
 * @param products the format that layers multiply in
 */
record WorkerMemory(TorchSettings workers, ModelConfig model, Head head, FloatFormat products) {

  /** Python, torch and transformers without a model, as a worker on a CPU is measured. */
  private static final long PROCESS = 600 * ProcessSizes.MEBIBYTE;

  /** The layer at work and the one that is fetched meanwhile. */
  private static final int WHOLE_LAYERS = 2;

  private static final String WHOLE = "layers and embedding in whole";

  /**
   * What goes through a worker at a time: every completion is a row with its prompt.
   *
   * @param batch as the local engine has it
   * @param scores whether nothing is trained, so that passes are cut by their tokens
   */
  static BatchShape rows(BatchShape batch, boolean scores) {
    int completions = batch.groups() * batch.groupSize();
    int tokens = batch.promptTokens() + batch.completionTokens();
    int rows =
        scores ? Math.min(completions, Math.max(1, WorkerScores.TOKENS / tokens)) : completions;
    return new BatchShape(rows, 1, batch.promptTokens(), batch.completionTokens());
  }

  /**
   * In a step.
   *
   * @param memory of the model in the local engine
   * @param local what a slot of that engine holds in the same step; activations and logits count
   *     here too
   */
  MemoryEstimate training(ModelMemory memory, MemoryEstimate local) {
    boolean adapted = memory.trained() < memory.parameters();
    int parts = isSharded() ? workers.processes() : 1;
    long trained = FloatFormat.FLOAT32.bytes() * memory.trained() / parts;
    return MemoryEstimate.none()
        .plus("Python and torch", PROCESS)
        .plus("frozen model", adapted ? frozen(memory.parameters()) / parts : 0)
        .plus(adapted ? "adapter" : "model", trained)
        .plus("gradients", trained)
        .plus("optimizer state", 2 * trained)
        .plus(WHOLE, isSharded() ? whole(memory.parameters(), !adapted) : 0)
        .plus("rounded for products", rounded(adapted ? memory.trained() : memory.parameters()))
        .plus(local.without("model", "adapter", "gradients"));
  }

  /**
   * While it scores.
   *
   * @param memory of the model in the local engine
   * @param local what a slot of that engine holds meanwhile
   * @param together whether the worker has a part of the model alone, where models are in parts
   */
  MemoryEstimate scoring(ModelMemory memory, MemoryEstimate local, boolean together) {
    int parts = isSharded() && together ? workers.processes() : 1;
    boolean adapted = memory.trained() < memory.parameters();
    return MemoryEstimate.none()
        .plus("Python and torch", PROCESS)
        .plus("model", frozen(memory.parameters()) / parts)
        .plus("adapter", adapted ? FloatFormat.FLOAT32.bytes() * memory.trained() / parts : 0)
        .plus(WHOLE, isSharded() ? whole(memory.parameters(), false) : 0)
        .plus("rounded for products", rounded(0))
        .plus(local.without("model", "adapter", "gradients", "prepared matrices"));
  }

  private boolean isSharded() {
    return workers.sharding() == Sharding.FULL;
  }

  private long embedding() {
    return (long) model.vocabularySize() * model.hiddenSize();
  }

  private boolean projectsByEmbedding() {
    return model.tiedEmbeddings() && head instanceof LanguageModelHead;
  }

  /** What nobody trains: as products take it, but an embedding that is not in parts. */
  private long frozen(long parameters) {
    long looked = isSharded() ? 0 : embedding();
    return products.bytes() * (parameters - looked) + FloatFormat.FLOAT32.bytes() * looked;
  }

  /**
   * What is gathered for a while of what all workers share: embedding and head for all of a pass,
   * and with their gradient where they are trained; and once more in float32, of them or of a
   * layer, where gradients are added.
   */
  private long whole(long parameters, boolean trained) {
    long outside =
        embedding() + (projectsByEmbedding() ? 0 : (long) head.outputs(model) * model.hiddenSize());
    long layer = (parameters - outside) / model.layers();
    long gathered = products.bytes() * (outside + WHOLE_LAYERS * layer);
    return trained
        ? gathered
            + products.bytes() * outside
            + FloatFormat.FLOAT32.bytes() * Math.max(outside, layer)
        : gathered;
  }

  /** What autocast keeps for a pass of parameters in float32; in parts they are gathered so. */
  private long rounded(long trained) {
    if (isSharded() || products == FloatFormat.FLOAT32) {
      return 0;
    }
    boolean looked = projectsByEmbedding() && trained < embedding();
    return products.bytes() * (trained + (looked ? embedding() : 0));
  }
}
