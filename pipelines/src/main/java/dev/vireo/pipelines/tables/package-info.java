/**
 * A run's datasets as tables of a catalog, in the format of Apache Iceberg: what is registered is
 * the run's own files, where they are.
 *
 * <p>Flows in: a run directory, a session whose catalog is configured. Flows out: a table for each
 * dataset over all runs, with a snapshot for each partition of a run that was new or had changed.
 *
 * <p>Must not import: a command, a stage. No other package may import Iceberg, whose jar need not
 * be on the class path.
 */
package dev.vireo.pipelines.tables;
