/**
 * Drawing tokens, and the order of prompts, from counters instead of generator states.
 *
 * <p>Flows in: one row of logits, {@link dev.vireo.algorithms.sampling.SamplingSettings}, and a
 * uniform number that {@link dev.vireo.algorithms.sampling.SamplingKey} makes from (seed,
 * iteration, prompt, sample, position). Flows out: a token id and its log-probability. So a
 * completion does not depend on which machine, thread or batch made it.
 *
 * <p>Must not import: anything outside the JDK and {@code dev.vireo.algorithms}.
 */
package dev.vireo.algorithms.sampling;
