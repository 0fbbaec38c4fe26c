/**
 * Demonstrations as a dataset: what the policy learns to imitate.
 *
 * <p>Flows in: rows of a source, texts or conversations. Flows out: {@code demonstrations},
 * tokenized, with the start of the completion, in chunks of a fixed size and in the order of the
 * source; and only the texts, for a new tokenizer.
 *
 * <p>Must not import: a later stage.
 */
package dev.vireo.jobs.data.demonstrations;
