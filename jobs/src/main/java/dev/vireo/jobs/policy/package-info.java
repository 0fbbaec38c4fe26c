/**
 * Policies as they lie in a run directory: a Hugging Face directory or an adapter's, the
 * optimizer's state, and a manifest that is published last.
 *
 * <p>In: settings and the text a new tokenizer is trained on, for the policy that a run starts
 * from; then parameters and optimizer state after each step. Out: a {@link
 * dev.vireo.jobs.policy.PolicyCheckpoint}, small enough to travel with every task, whose files each
 * node copies once. An {@link dev.vireo.jobs.policy.AdaptedModel} is an adapter that some run left,
 * with the model that it names.
 *
 * <p>Must not import a stage.
 */
package dev.vireo.jobs.policy;
