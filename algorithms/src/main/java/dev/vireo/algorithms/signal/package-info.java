/**
 * Numbers that say whether an iteration's rewards are a signal to learn from, and how far what is
 * learned from them agrees with something else.
 *
 * <p>Flows in: a group's rewards, advantages and lengths; inner products of gradients. Flows out:
 * sums that can be added over groups, and the metrics, correlations and cosines that come of them.
 * What the numbers mean, and what helps, is said where people read them.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.algorithms.signal;
