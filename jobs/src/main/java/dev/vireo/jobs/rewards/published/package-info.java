/**
 * Rewards that are computed elsewhere, by people or other programs, and published into the run.
 *
 * <p>Flows in: values for the rollouts of an iteration, from a file or a table. Flows out: a {@code
 * rewards} dataset of one reward, and its values chunk by chunk for the stage that scores; while
 * there are none, a run waits.
 *
 * <p>Must not import: other kinds of reward or the stage that scores rollouts.
 */
package dev.vireo.jobs.rewards.published;
