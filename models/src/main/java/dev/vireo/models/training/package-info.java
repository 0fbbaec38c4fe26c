/**
 * Gradients of losses on log-probabilities, and the optimizer that follows them.
 *
 * <p>Flows in: sequences, and a {@link dev.vireo.algorithms.loss.Loss} with what it knows of them.
 *
 * <p>Flows out: the gradient as one flat array in layout order; from the optimizer, new parameters
 * in the same order.
 *
 * <p>The optimizer knows nothing of tensors: it runs where the flat arrays are.
 *
 * <p>Must not import: sampling, Spark.
 */
package dev.vireo.models.training;
