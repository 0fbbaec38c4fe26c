/**
 * Statistics of evaluations.
 *
 * <p>Flows in: values of completions, prompt by prompt; rewards of pairs of which one side is
 * preferred. Flows out: a mean, and how far it can be trusted; how far a reward model agrees with
 * preferences.
 *
 * <p>Must not import: anything but the JDK and the neighbouring packages of this module.
 */
package dev.vireo.algorithms.evaluation;
