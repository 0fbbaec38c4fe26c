/**
 * Hugging Face model directories in and out.
 *
 * <p>Flows in: {@code config.json}, one or several {@code .safetensors} files, tokenizer and
 * generation files.
 *
 * <p>Flows out: a {@link dev.vireo.models.architecture.ModelConfig}, all parameters as one flat
 * float32 array in the order of {@link dev.vireo.models.parameters.ParameterLayout}, and the same
 * kind of directory written whole or not at all.
 *
 * <p>What a directory asks for and this project does not do is refused by name, never ignored.
 *
 * <p>Must not import: tensors of any engine, Spark.
 */
package dev.vireo.models.directory;
