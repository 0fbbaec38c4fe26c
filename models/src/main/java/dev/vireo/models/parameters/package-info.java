/**
 * The parameters of a model: which there are, in which order, and a number for each of their
 * elements.
 *
 * <p>Flows in: a {@link dev.vireo.models.architecture.ModelConfig} and its {@link
 * dev.vireo.models.architecture.Head}.
 *
 * <p>Flows out: names and shapes in one order, the layout; values, gradients, optimizer moments and
 * broadcasts are a {@link dev.vireo.models.parameters.ParameterSet} in that order, and {@link
 * dev.vireo.models.parameters.Precision} says in which formats.
 *
 * <p>Must not import: tensors of any engine, Spark, anything that reads files.
 */
package dev.vireo.models.parameters;
