/**
 * A policy: the parameters of a decoder as one task slot holds them.
 *
 * <p>Flows in: a configuration and all parameters as one flat array, in layout order; again and
 * again, as training changes them.
 *
 * <p>Flows out: what samplers, scorers and gradient accumulators work with.
 *
 * <p>Must not import: who samples or trains, Spark.
 */
package dev.vireo.models.policy;
