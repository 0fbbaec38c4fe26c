/**
 * Reward functions in Python: a file of the user's, run by Python processes next to the tasks.
 *
 * <p>Flows in: completions of whole groups, as columns. Flows out: their rewards. The file's
 * content travels with the tasks, each of which borrows a process that has loaded it; a process is
 * used again by later tasks, and ends when it was idle for a minute or nobody is left to ask it.
 *
 * <p>Nothing but the files that the configuration names is executed. Must not import: Spark, a
 * model runtime or a stage.
 */
package dev.vireo.jobs.rewards.python;
