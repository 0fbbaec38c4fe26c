/**
 * Adjusts the rewards of one group before they become advantages, by one of several rules ({@link
 * dev.vireo.algorithms.adjust.AdjustmentRule}) that preserve mean and order. The first is reward
 * variance increase (arXiv 2505.23247): rewards are spread as far apart as their mean, their order
 * and a range allow.
 *
 * <p>Flows in: the rewards of one prompt's completions, weights made from log-probabilities, and
 * {@link dev.vireo.algorithms.adjust.AdjustmentSettings}. Flows out: an {@link
 * dev.vireo.algorithms.adjust.AdjustedGroup}. {@link
 * dev.vireo.algorithms.adjust.VarianceIncrease#maximise} is the mathematics alone; {@link
 * dev.vireo.algorithms.adjust.RewardAdjuster} adds the handling of missing rewards, range and
 * strength around a rule.
 *
 * <p>Must not import: anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.adjust;
