/**
 * Dynamic sampling (DAPO, arXiv 2503.14476, section 3.2): groups without a signal give way to those
 * of further prompts.
 *
 * <p>Flows in: rollouts and rewards of an iteration's rounds, a partition each below {@code
 * candidates/round=R}. Flows out: {@code selections}, which says of every group whether it is
 * trained on and why not, and {@code rollouts} and {@code rewards} of those that are, which all
 * later stages read as if nothing else had been sampled.
 *
 * <p>Must not import: what makes advantages, trains, or holds a model.
 */
package dev.vireo.jobs.selection;
