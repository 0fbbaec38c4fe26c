/**
 * The arithmetic of a Llama-, Mistral- or Qwen-style decoder, on arrays.
 *
 * <p>Flows in: a {@link dev.vireo.models.architecture.ModelConfig}, parameters under their Hugging
 * Face names as [out, in] matrices, token ids.
 *
 * <p>Flows out: hidden states and logits, differentiable where the thread records gradients.
 *
 * <p>One pass over the layers serves training, scoring and sampling; what differs, which keys a
 * query may see, is an {@link dev.vireo.models.decoder.Attention}.
 *
 * <p>Must not import: who samples or trains, files, {@code ai.djl.pytorch}, Spark.
 */
package dev.vireo.models.decoder;
