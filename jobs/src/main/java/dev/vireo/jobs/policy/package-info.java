/**
 * The policy a run starts from: a Hugging Face directory as it is, or a small new decoder, and the
 * new adapter beside it where an adapter is trained.
 *
 * <p>In: settings, and the text a new tokenizer is trained on. Out: a {@link
 * dev.vireo.jobs.policy.PolicyCheckpoint} of step 0. Must not import later stages.
 */
package dev.vireo.jobs.policy;
