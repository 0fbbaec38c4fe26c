/**
 * Prompts in, rollouts out: the old policy completes every prompt of an iteration G times.
 *
 * <p>With the local engine each completion's randomness depends on the seed, the iteration, the
 * prompt and its place in the group, never on where or when it was drawn. A server is given a seed
 * of the same kind, and left to make of it what it does; its log-probabilities are computed here.
 * Must not import rewards, advantages or updates.
 */
package dev.vireo.jobs.rollouts;
