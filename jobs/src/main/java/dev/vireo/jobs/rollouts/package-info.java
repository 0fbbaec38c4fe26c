/**
 * Prompts in, rollouts out: the old policy completes every prompt of an iteration G times.
 *
 * <p>Each completion's randomness depends on the seed, the iteration, the prompt and its place in
 * the group, never on where or when it was drawn. Must not import rewards, advantages or updates.
 */
package dev.vireo.jobs.rollouts;
