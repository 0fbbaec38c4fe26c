/**
 * What a model's head puts out for given completions.
 *
 * <p>Flows in: prompts and completions as token ids, a temperature.
 *
 * <p>Flows out: the log-probability of each completion token under the full softmax, before any cut
 * of top-k or top-p; or a scalar head's values at given tokens.
 *
 * <p>The hidden states of completion tokens alone meet the vocabulary, in chunks, so that logits of
 * a whole batch never exist at once.
 *
 * <p>Must not import: sampling, training, Spark.
 */
package dev.vireo.models.scoring;
