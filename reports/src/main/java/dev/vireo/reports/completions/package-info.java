/**
 * A run's completions as people read them: each with its rewards, adjusted reward, advantage and
 * log-probabilities, which the run keeps in several datasets.
 *
 * <p>Flows in: published rollouts, and as far as they are there log-probabilities, rewards and
 * advantages. Flows out: {@link dev.vireo.reports.completions.Group}, chunk by chunk.
 *
 * <p>Must not import: Spark, a model or a stage. Texts are untrusted: whoever shows them escapes
 * them.
 */
package dev.vireo.reports.completions;
