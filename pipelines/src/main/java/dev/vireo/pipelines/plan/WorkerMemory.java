package dev.vireo.pipelines.plan;

import dev.vireo.jobs.torch.Sharding;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;
import dev.vireo.models.parameters.FloatFormat;

/**
 * What a worker of torch holds of a model that it trains or scores with, beside the executor's own
 * process.
 *
 * @param workers how many there are, and how they share the model out
 * @param model its shape
 * @param products the format that layers multiply in
 */
record WorkerMemory(TorchSettings workers, ModelConfig model, FloatFormat products) {

  /** Python, torch and transformers without a model, as a worker on a CPU is measured. */
  private static final long PROCESS = 600 * ProcessSizes.MEBIBYTE;

  /** The layer at work and the one that is fetched meanwhile. */
  private static final int WHOLE_LAYERS = 2;

  /**
   * In a step.
   *
   * @param memory of the model in the local engine
   * @param local what a slot of that engine holds in the same step; activations and logits count
   *     here too
   */
  MemoryEstimate training(ModelMemory memory, MemoryEstimate local) {
    boolean shared = workers.sharding() == Sharding.FULL;
    int parts = shared ? workers.processes() : 1;
    boolean adapted = memory.trained() < memory.parameters();
    long trained = FloatFormat.FLOAT32.bytes() * memory.trained() / parts;
    return MemoryEstimate.none()
        .plus("Python and torch", PROCESS)
        .plus("frozen model", adapted ? products.bytes() * memory.parameters() / parts : 0)
        .plus(adapted ? "adapter" : "model", trained)
        .plus("gradients", trained)
        .plus("optimizer state", 2 * trained)
        .plus("layers and embedding in whole", shared ? whole(memory.parameters()) : 0)
        .plus(local.without("model", "adapter", "gradients"));
  }

  /**
   * While it scores.
   *
   * @param memory of the model in the local engine
   * @param local what a slot of that engine holds meanwhile
   * @param shared whether the worker has a part of the model alone
   */
  MemoryEstimate scoring(ModelMemory memory, MemoryEstimate local, boolean shared) {
    int parts = shared ? workers.processes() : 1;
    boolean adapted = memory.trained() < memory.parameters();
    return MemoryEstimate.none()
        .plus("Python and torch", PROCESS)
        .plus("model", products.bytes() * memory.parameters() / parts)
        .plus("adapter", adapted ? FloatFormat.FLOAT32.bytes() * memory.trained() / parts : 0)
        .plus("layers and embedding in whole", shared ? whole(memory.parameters()) : 0)
        .plus(local.without("model", "adapter", "gradients", "prepared matrices"));
  }

  /** What is gathered for a while of what all workers share. */
  private long whole(long parameters) {
    long embedding = (long) model.vocabularySize() * model.hiddenSize();
    long outside = model.tiedEmbeddings() ? embedding : 2 * embedding;
    return products.bytes() * (outside + WHOLE_LAYERS * (parameters - outside) / model.layers());
  }
}
