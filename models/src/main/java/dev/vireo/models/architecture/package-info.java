/**
 * What a model is made of: the architecture, its sizes, and how positions are rotated.
 *
 * <p>Flows in: numbers and names, as a {@code config.json} has them. Flows out: a {@link
 * dev.vireo.models.architecture.ModelConfig} that is consistent with itself, or a refusal by name.
 *
 * <p>Must not import: tensors of any engine, Spark, anything that reads files.
 */
package dev.vireo.models.architecture;
