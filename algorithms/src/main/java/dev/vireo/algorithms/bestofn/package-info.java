/**
 * What more samples for a prompt are worth: best-of-n by a reward, votes on the answer.
 *
 * <p>Flows in: the rewards, values, answers and log-probabilities of the N completions of one
 * prompt. Flows out: what a choice among n of them is worth, for every n up to N, without bias and
 * without drawing again.
 *
 * <p>Must not import: anything but the JDK and the neighbouring packages of this module.
 */
package dev.vireo.algorithms.bestofn;
