/**
 * Sources of text in, prompts and demonstrations out: named, tokenised, checked, split into
 * training and held-out prompts, in chunks.
 *
 * <p>In: JSON lines, CSV, Parquet or a table ({@code dev.vireo.jobs.source}), and the policy's
 * tokenizer. Out: {@code prompts/split=train}, {@code prompts/split=eval}, {@code demonstrations}.
 * Must not import later stages.
 */
package dev.vireo.jobs.prompts;
