/**
 * Functions in Python: a file of the user's, run by Python processes next to the tasks.
 *
 * <p>Flows in: the file, and requests of a protocol as JSON. Flows out: what the function answers.
 * The file's content travels with the tasks, each of which borrows a process that has loaded it; a
 * process is used again by later tasks, and ends when it was idle for a minute or nobody is left to
 * ask it.
 *
 * <p>Nothing but the files that the configuration names is executed. Must not import: Spark, a
 * model runtime or a stage.
 */
package dev.vireo.jobs.runtime.python;
