/**
 * Metrics that show whether an iteration's rewards are a signal to learn from, and how well what is
 * learned from them agrees with something else.
 *
 * <p>Flows in: a group's rewards, advantages and lengths; inner products of gradients. Flows out:
 * sums that can be added over groups, and the metrics, correlations and cosines computed from them.
 * The pages that show the numbers explain what they mean and what to do about them.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.algorithms.signal;
