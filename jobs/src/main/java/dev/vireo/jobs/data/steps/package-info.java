/**
 * Completions whose steps have labels, for training a process reward model.
 *
 * <p>Flows in: a user's files in TRL's stepwise-supervision format, or the {@code step_labels} of a
 * run. Flows out: {@code step_examples}, checked and as tokens, in chunks of a fixed size and in
 * the order of the source ({@link dev.vireo.jobs.data.steps.ShardSteps}), and how they are read
 * ({@link dev.vireo.jobs.data.steps.StepSource}). {@link
 * dev.vireo.jobs.data.steps.ProcessRewardRecipe} says how steps become tokens, in training and in
 * scoring.
 *
 * <p>Tokens come from an encoder that is passed in. Must not import: sampling, scoring or training.
 */
package dev.vireo.jobs.data.steps;
