/**
 * Rollouts in, what models say of their tokens out: log-probabilities under the reference policy,
 * for the kl penalty and for GRPOVI weighted by the reference policy, and the values of a critic.
 * Each runs only if something needs it.
 *
 * <p>Must not import: rewards, advantages or updates.
 */
package dev.vireo.jobs.scores;
