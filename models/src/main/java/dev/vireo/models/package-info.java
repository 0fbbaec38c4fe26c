/**
 * Language models as Hugging Face directories: read, sampled, scored, differentiated and written.
 *
 * <p>In: a directory ({@code directory}, {@code safetensors}, {@code tokenizer}) or parameters in
 * one flat array ({@code parameters}). Out: completions ({@code sampling}), log-probabilities
 * ({@code scoring}), gradients and optimizer steps ({@code training}), checkpoints ({@code
 * checkpoint}). {@code policy} and {@code decoder} are the model itself; only {@code torch} touches
 * the native interface. Must not import Spark.
 */
package dev.vireo.models;
