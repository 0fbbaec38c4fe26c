/**
 * Statistics of evaluations and audits.
 *
 * <p>Flows in: values of completions, prompt by prompt; rewards of pairs of which one side is
 * preferred, and of completions with a label or a rating. Flows out: means, effects and shares with
 * their uncertainty; how well a reward model agrees with preferences.
 *
 * <p>Must not import: anything but the JDK and the neighbouring packages of this module.
 */
package dev.vireo.algorithms.evaluation;
