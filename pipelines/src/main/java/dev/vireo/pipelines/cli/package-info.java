/**
 * The command line: {@code vireo COMMAND}.
 *
 * <p>Flows in: arguments and the three standard streams ({@link dev.vireo.pipelines.cli.Console}).
 * Flows out: an exit code, which is 0 if the work is done, 1 if it failed and 2 if the input or the
 * configuration is wrong; results and nothing else on standard output; one line beginning with
 * {@code vireo:} on standard error for each mistake.
 *
 * <p>A command is one class here, named in the list of {@link dev.vireo.pipelines.cli.Vireo}. It
 * parses arguments and leaves the work to other packages. Its fields and method signatures must not
 * name Spark's types: every command's class is loaded whenever any command runs, and {@code vireo
 * adjust} starts without Spark.
 */
package dev.vireo.pipelines.cli;
