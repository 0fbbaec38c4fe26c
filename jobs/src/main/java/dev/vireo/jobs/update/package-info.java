/**
 * Rollouts and advantages in, a better policy out.
 *
 * <p>An iteration's groups are planned into steps and shards ({@code StepPlan}) from an index of
 * them; each shard computes its gradient where its chunks are read; {@link
 * dev.vireo.jobs.gradient.StepLoop} does the rest. Must not import rewards or evaluation.
 */
package dev.vireo.jobs.update;
