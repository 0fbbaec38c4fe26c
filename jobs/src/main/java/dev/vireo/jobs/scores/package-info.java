/**
 * Rollouts in, their log-probabilities under the reference policy out: for the kl penalty, and for
 * GRPOVI weighted by the reference policy. Runs only if one of them needs it.
 *
 * <p>Must not import: rewards, advantages or updates.
 */
package dev.vireo.jobs.scores;
