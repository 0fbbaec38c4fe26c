/**
 * Reward variance increase (arXiv 2505.23247): the rewards of one group are spread as far apart as
 * their mean, their order and a range allow.
 *
 * <p>Flows in: the rewards of one prompt's completions, weights made from log-probabilities, and
 * {@link dev.vireo.algorithms.adjust.AdjustmentSettings}. Flows out: an {@link
 * dev.vireo.algorithms.adjust.AdjustedGroup}. {@link
 * dev.vireo.algorithms.adjust.VarianceIncrease#maximise} is the mathematics alone; {@link
 * dev.vireo.algorithms.adjust.RewardAdjuster} surrounds it with missing rewards, range and
 * strength.
 *
 * <p>Must not import: anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.adjust;
