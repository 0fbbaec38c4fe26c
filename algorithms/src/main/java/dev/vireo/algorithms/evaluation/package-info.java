/**
 * Statistics of evaluations and audits.
 *
 * <p>Flows in: values of completions, prompt by prompt. Flows out: means, effects and shares, and
 * how far they can be trusted.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.algorithms.evaluation;
