/**
 * What the policy may imitate: demonstrations as a dataset.
 *
 * <p>In flow rows of a source, texts or conversations; out flow {@code demonstrations}, tokenised
 * and cut where the completion begins, in chunks of a fixed size and in the order of the source;
 * and the texts alone, for a new tokenizer.
 *
 * <p>Must not import a later stage.
 */
package dev.vireo.jobs.data.demonstrations;
