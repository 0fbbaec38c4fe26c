/**
 * Prompts as a dataset, and what they share with other data: rows by key, templates, conversations,
 * and the encoder that tokenizes them.
 *
 * <p>Flows in: rows of a source. Flows out: {@code prompts}, separated into train and eval,
 * checked, tokenized, in chunks of a fixed size and in the order of the source. {@link
 * dev.vireo.jobs.data.prompts.Prompts} returns the rows by index. Tokens come from an encoder that
 * is passed in; only {@link dev.vireo.jobs.data.prompts.PolicyEncoder} knows a policy's tokenizer
 * and chat template.
 *
 * <p>Must not import: demonstrations, preferences or a later stage.
 */
package dev.vireo.jobs.data.prompts;
