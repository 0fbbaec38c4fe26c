/**
 * A model on a device: a decoder, its head and its parameters in native memory, as one task slot
 * holds them.
 *
 * <p>Flows in: a configuration, a head and a {@link dev.vireo.models.parameters.ParameterSet};
 * again and again, as training changes it.
 *
 * <p>Flows out: what samplers, scorers and gradient accumulators work with.
 *
 * <p>Must not import: who samples or trains, Spark.
 */
package dev.vireo.models.engine;
