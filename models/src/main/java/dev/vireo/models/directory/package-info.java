/**
 * Reads and writes Hugging Face model directories.
 *
 * <p>Flows in: {@code config.json}, one or several {@code .safetensors} files, tokenizer and
 * generation files.
 *
 * <p>Flows out: a {@link dev.vireo.models.architecture.ModelConfig}, all parameters as float32 in
 * the order of {@link dev.vireo.models.parameters.ParameterLayout}, and the same kind of directory
 * written whole or not at all.
 *
 * <p>A feature that a directory needs and this project lacks is refused by name, never ignored.
 *
 * <p>Must not import: tensors of any engine, Spark.
 */
package dev.vireo.models.directory;
