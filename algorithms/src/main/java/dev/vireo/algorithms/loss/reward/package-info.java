/**
 * Losses of reward models: of pairs of which one side is preferred, and of single completions with
 * a label or a rating, or whose steps have labels ({@link
 * dev.vireo.algorithms.loss.reward.LabelledSteps}).
 *
 * <p>Flows in: values of a scalar head at given tokens, and what is known of each example ({@link
 * dev.vireo.algorithms.loss.reward.RewardPair}, {@link
 * dev.vireo.algorithms.loss.reward.RatedExample}). Flows out: what every loss gives. A new loss is
 * a formula and a line in {@link dev.vireo.algorithms.loss.reward.RewardLossType}.
 *
 * <p>Must not import: anything but the JDK and the neighbouring packages of this module.
 */
package dev.vireo.algorithms.loss.reward;
