/**
 * Policies as they lie in a run directory: a Hugging Face directory or an adapter's, the
 * optimizer's state, and a manifest that is published last.
 *
 * <p>In: parameters and optimizer state after a step. Out: a {@link
 * dev.vireo.jobs.checkpoints.PolicyCheckpoint}, small enough to travel with every task, whose files
 * each node copies once. Must not import a stage.
 */
package dev.vireo.jobs.checkpoints;
