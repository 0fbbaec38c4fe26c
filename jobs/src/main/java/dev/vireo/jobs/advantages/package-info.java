/**
 * Rewards in, advantages out: adjustment group by group (GRPOVI), then the advantage of every
 * completion; or estimates of the advantage of every token by the values of a critic (PPO). A group
 * is one row, so nothing is shuffled.
 *
 * <p>Two readers lead to one {@code RewardAdjuster}: {@code RewardedGroup} brings the datasets of a
 * run, where a reward may be missing; {@code GroupAdjuster} brings groups of any origin, which have
 * their own weights and bounds and must be whole.
 *
 * <p>The mathematics is that of {@code dev.vireo.algorithms}; here it only meets the datasets. Must
 * not import: rollouts' sampling, models or updates.
 */
package dev.vireo.jobs.advantages;
