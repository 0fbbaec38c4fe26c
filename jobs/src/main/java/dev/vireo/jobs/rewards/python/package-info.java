/**
 * Reward functions in Python, run by the processes of {@code runtime.python}.
 *
 * <p>Flows in: completions of whole groups, as columns. Flows out: their rewards. Must not import:
 * Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.rewards.python;
