/**
 * Where each parameter of a model lies in one flat array.
 *
 * <p>Flows in: a {@link dev.vireo.models.architecture.ModelConfig}.
 *
 * <p>Flows out: names, shapes and offsets; gradients, optimizer moments and broadcasts all use this
 * one order.
 *
 * <p>Must not import: tensors of any engine, Spark, anything that reads files.
 */
package dev.vireo.models.parameters;
