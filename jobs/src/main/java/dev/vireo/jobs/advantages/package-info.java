/**
 * Rewards in, advantages out: variance increase group by group (GRPOVI), then the advantage of
 * every completion. A group is one row, so nothing is shuffled.
 *
 * <p>The mathematics is that of {@code dev.vireo.algorithms}; here it only meets the datasets. Must
 * not import rollouts' sampling, models or updates.
 */
package dev.vireo.jobs.advantages;
