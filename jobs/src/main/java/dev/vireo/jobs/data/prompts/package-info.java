/**
 * What the policy is asked, and what it may learn from: prompts and demonstrations as datasets.
 *
 * <p>In flow JSON lines, CSV, Parquet or a Spark table; out flow {@code prompts}, train and eval
 * apart, and {@code demonstrations}, checked, tokenised, in chunks of a fixed size and in the order
 * of the source. {@link dev.vireo.jobs.data.prompts.Prompts} gives the rows back, by index.
 *
 * <p>Tokens, and the text of messages, come from an encoder that is handed in; only {@link
 * dev.vireo.jobs.data.prompts.PolicyEncoder} knows a policy's tokenizer and chat template.
 */
package dev.vireo.jobs.data.prompts;
