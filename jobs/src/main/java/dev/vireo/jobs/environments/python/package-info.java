/**
 * Environments in Python: a function of the user's, run by the processes of {@code runtime.python}.
 *
 * <p>Flows in: conversations of a chunk. Flows out: what the function says comes next in each. Must
 * not import: Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.environments.python;
