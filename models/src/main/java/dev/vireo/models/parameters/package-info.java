/**
 * A model's parameters: their names, shapes and order, and a value for each element.
 *
 * <p>Flows in: a {@link dev.vireo.models.architecture.ModelConfig} and its {@link
 * dev.vireo.models.architecture.Head}.
 *
 * <p>Flows out: the layout, which lists names and shapes in a fixed order; values, gradients,
 * optimizer moments and broadcasts, each as a {@link dev.vireo.models.parameters.ParameterSet} in
 * that order; their formats, as a {@link dev.vireo.models.parameters.Precision}.
 *
 * <p>Must not import: tensors of any engine, Spark, anything that reads files.
 */
package dev.vireo.models.parameters;
