/**
 * Token sequences in, what a model says of them out: log-probabilities of tokens, or the values of
 * a scalar head. The engine is the run's: the local one, in this process, or workers of torch
 * beside it where {@code training-engine} is torch.
 *
 * <p>{@link dev.vireo.jobs.scoring.ModelScorer} is a model as a task scores with it; stages and
 * reward functions hand it sequences that they have cut into passes. {@link
 * dev.vireo.jobs.scoring.ScoringStage} runs a stage whose chunks one model scores: a task for each
 * chunk, or, where workers hold parts of the model, tasks that score each chunk together.
 *
 * <p>Must not import a stage, rewards, or training.
 */
package dev.vireo.jobs.scoring;
