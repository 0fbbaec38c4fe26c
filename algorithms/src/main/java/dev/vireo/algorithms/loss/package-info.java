/**
 * Losses as pure functions of a model's outputs for given tokens, with their derivatives.
 *
 * <p>Flows in: a micro-batch's outputs ({@link dev.vireo.algorithms.loss.Outputs}), what the loss
 * knows of each example, and the denominators of the whole step.
 *
 * <p>Flows out: the micro-batch's share of the step's loss, the derivative by each output, and sums
 * from which the step's metrics follow ({@link dev.vireo.algorithms.loss.LossValue}).
 *
 * <p>Must not import: Spark, DJL, or anything beyond the JDK and the neighbouring packages of this
 * module.
 */
package dev.vireo.algorithms.loss;
