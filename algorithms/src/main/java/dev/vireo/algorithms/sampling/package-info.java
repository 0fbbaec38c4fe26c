/**
 * Draws tokens and orders prompts with counters instead of generator states.
 *
 * <p>Flows in: one row of logits, {@link dev.vireo.algorithms.sampling.SamplingSettings}, and a
 * uniform number that {@link dev.vireo.algorithms.sampling.SamplingKey} derives from (seed,
 * iteration, prompt, sample, position). Flows out: a token id and its log-probability. A completion
 * therefore does not depend on which machine, thread or batch made it.
 *
 * <p>Must not import: anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.sampling;
