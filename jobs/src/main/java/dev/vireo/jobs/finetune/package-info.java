/**
 * Demonstrations in, a policy that imitates them out: supervised fine-tuning, before reinforcement.
 *
 * <p>It shares steps, shards and checkpoints with policy updates; only the loss differs. Must not
 * import rollouts, rewards or updates.
 */
package dev.vireo.jobs.finetune;
