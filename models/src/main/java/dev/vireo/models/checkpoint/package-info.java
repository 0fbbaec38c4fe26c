/**
 * A model directory together with what is needed to resume training it.
 *
 * <p>Flows in: parameters, the optimizer's state, the step.
 *
 * <p>Flows out: a directory written whole or not at all, whose bytes depend on nothing but its
 * content, and the same values read back exactly.
 *
 * <p>Must not import: tensors of any engine, Spark.
 */
package dev.vireo.models.checkpoint;
