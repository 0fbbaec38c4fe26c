/**
 * Statistics of evaluations.
 *
 * <p>Flows in: values of completions, prompt by prompt. Flows out: a mean, and how far it can be
 * trusted.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.algorithms.evaluation;
