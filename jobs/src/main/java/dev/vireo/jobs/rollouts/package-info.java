/**
 * Prompts in, rollouts out: the old policy completes every prompt of an iteration G times.
 *
 * <p>With the local engine each completion's randomness depends on the seed, the iteration, the
 * prompt and its place in the group, never on where or when it was drawn. A server gets a seed of
 * the same kind and may use it in its own way; its log-probabilities are computed here. Must not
 * import: rewards, advantages or updates.
 */
package dev.vireo.jobs.rollouts;
