/**
 * Held-out prompts and a checkpoint in, the policy's scores out, and what judges answered; held-out
 * pairs, labels or ratings and a reward model in, a report on how far it agrees with them out.
 *
 * <p>Sampling and scoring are those of training. Every checkpoint is evaluated with the same seed
 * and prompts, so that two checkpoints differ only by their parameters. Must not import: updates.
 */
package dev.vireo.jobs.evaluation;
