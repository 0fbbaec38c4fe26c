/**
 * From rewards to advantages, group by group and without a shuffle.
 *
 * <p>In: datasets with one group a row. Out: the same rows with what the mathematics of {@code
 * dev.vireo.algorithms} makes of them. {@link dev.vireo.jobs.advantages.AdjustParquet} takes any
 * Parquet dataset that has an array of rewards; {@link dev.vireo.jobs.advantages.GroupAdjuster} is
 * its work on one group, which the command line shares.
 *
 * <p>Must not import a model engine.
 */
package dev.vireo.jobs.advantages;
