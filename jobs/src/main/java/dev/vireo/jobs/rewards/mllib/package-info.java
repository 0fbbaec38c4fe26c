/**
 * Preferences in, a linear reward model out: an MLlib pipeline that {@code columns} can read.
 *
 * <p>Must not import: reward functions or the stage that scores rollouts.
 */
package dev.vireo.jobs.rewards.mllib;
