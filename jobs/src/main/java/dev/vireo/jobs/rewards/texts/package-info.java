/**
 * Scores a dataset of texts with a reward model, outside of any run.
 *
 * <p>Flows in: prompts with completions, or conversations, in any format that {@code data.source}
 * reads. Flows out: {@code scores}, a reward for each, in the order of the source. How text becomes
 * tokens is the reward model's ({@code rewards.model}).
 *
 * <p>Must not import: other kinds of rewards, rollouts or a later stage.
 */
package dev.vireo.jobs.rewards.texts;
