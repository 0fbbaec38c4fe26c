/**
 * What the policy is asked: prompts as a dataset, and the words they share with other data: rows by
 * key, templates, conversations, and the encoder that makes tokens of them.
 *
 * <p>In flow rows of a source; out flow {@code prompts}, train and eval apart, checked, tokenised,
 * in chunks of a fixed size and in the order of the source. {@link
 * dev.vireo.jobs.data.prompts.Prompts} gives the rows back, by index. Tokens come from an encoder
 * that is handed in; only {@link dev.vireo.jobs.data.prompts.PolicyEncoder} knows a policy's
 * tokenizer and chat template.
 *
 * <p>Must not import demonstrations, preferences or a later stage.
 */
package dev.vireo.jobs.data.prompts;
