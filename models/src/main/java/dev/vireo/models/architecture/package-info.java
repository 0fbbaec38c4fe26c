/**
 * The structure of a model: its architecture, sizes, head and rotary positions.
 *
 * <p>Flows in: numbers and names, as in {@code config.json}. Flows out: a consistent {@link
 * dev.vireo.models.architecture.ModelConfig}, or an error that names the offending value.
 *
 * <p>Must not import: tensors of any engine, Spark, anything that reads files.
 */
package dev.vireo.models.architecture;
