/**
 * Gradients of one optimizer step, computed by many tasks and added up to the same bits every time.
 *
 * <p>In: the step's shards (a fixed number, whatever the cluster) and the parameters, by broadcast.
 * Out: the sum of the shards' gradients, folded in shard order by the driver or slice by slice on
 * executors, and the new parameters after AdamW. Must not import a stage: fine-tuning and policy
 * updates both stand on it.
 */
package dev.vireo.jobs.gradient;
