/**
 * A model on a device: a decoder, its head and its parameters in native memory, as a task slot
 * holds them.
 *
 * <p>Flows in: a configuration, a head and a {@link dev.vireo.models.parameters.ParameterSet},
 * which is replaced whenever training changes it.
 *
 * <p>Flows out: the weights, decoder and gradients that samplers, scorers and gradient accumulators
 * work with.
 *
 * <p>Must not import: who samples or trains, Spark.
 */
package dev.vireo.models.engine;
