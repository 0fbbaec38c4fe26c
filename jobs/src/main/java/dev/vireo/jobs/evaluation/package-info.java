/**
 * Held-out prompts and a checkpoint in, what the policy is worth out.
 *
 * <p>Sampling and scoring are those of training; the same seed and prompts meet every checkpoint,
 * so that two checkpoints differ by their parameters alone. Must not import updates.
 */
package dev.vireo.jobs.evaluation;
