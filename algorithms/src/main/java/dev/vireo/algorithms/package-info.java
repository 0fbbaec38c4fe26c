/**
 * The mathematics of the training loop, on plain arrays.
 *
 * <p>Flows in: rewards, log-probabilities, logits, seeds, and settings records. Flows out: adjusted
 * rewards, advantages, a loss with its gradient, token ids. This package itself holds only what the
 * others share: the error of a user's input, and exact summation.
 *
 * <p>Every result is a function of its arguments alone, the same on every machine: transcendental
 * functions are {@link StrictMath}'s or written out here, and sums are taken in index order.
 *
 * <p>Must not import: anything outside the JDK.
 */
package dev.vireo.algorithms;
