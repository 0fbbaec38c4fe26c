/**
 * The texts of token ids, from the vocabulary that lies beside a run's checkpoints.
 *
 * <p>Flows in: {@code tokenizer.json}. Flows out: {@link dev.vireo.reports.tokens.TokenTexts}.
 *
 * <p>Must not import: a tokenizer that encodes; that one needs native code. Texts are untrusted.
 */
package dev.vireo.reports.tokens;
