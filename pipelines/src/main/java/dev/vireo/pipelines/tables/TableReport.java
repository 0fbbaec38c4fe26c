package dev.vireo.pipelines.tables;

/**
 * What became of a run's partitions in a table.
 *
 * @param table the table's whole name
 * @param added partitions that the table did not have
 * @param replaced partitions that were redone since
 * @param removed partitions that are no longer in the run
 * @param unchanged partitions that the table has already
 */
public record TableReport(String table, int added, int replaced, int removed, int unchanged) {}
