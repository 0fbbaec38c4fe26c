/**
 * Preference data in, its log-probabilities under a reference policy out: {@code
 * preference_logprobs} and {@code unpaired_logprobs}, computed once, for the losses that compare
 * the policy with one.
 *
 * <p>The reference is the checkpoint that is passed in. Must not import: training, rewards or the
 * code that makes the pairs; they are read as datasets.
 */
package dev.vireo.jobs.scores.preferences;
