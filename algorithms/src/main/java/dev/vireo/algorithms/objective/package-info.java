/**
 * The policy objective: its value, and its derivative by each token's log-probability.
 *
 * <p>What flows in: a {@link dev.vireo.algorithms.objective.TokenBatch} of log-probabilities and
 * advantages, {@link dev.vireo.algorithms.objective.ObjectiveSettings}, and the {@link
 * dev.vireo.algorithms.objective.Normalizer} of the whole update. What flows out: an {@link
 * dev.vireo.algorithms.objective.ObjectiveValue}, whose parts over micro-batches and shards add up
 * to the update's. Back-propagating the sum of (derivative x log-probability) gives the gradient of
 * the parameters.
 *
 * <p>Must not import anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.objective;
