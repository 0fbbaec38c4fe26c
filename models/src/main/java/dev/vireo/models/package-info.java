/**
 * Language models as Hugging Face directories: reading, sampling, scoring, differentiating and
 * writing them.
 *
 * <p>In: a directory ({@code directory}, {@code safetensors}, {@code tokenizer}), read into
 * parameters ({@code parameters}). Out: completions ({@code sampling}), log-probabilities ({@code
 * scoring}), gradients and optimizer steps ({@code training}), checkpoints ({@code checkpoint}).
 * {@code architecture} and {@code decoder} are the model itself; only {@code torch} touches the
 * native interface. Must not import Spark.
 */
package dev.vireo.models;
