/**
 * Completions drawn from a policy.
 *
 * <p>Flows in: prompts as token ids, how many completions each, what ends one, and settings.
 *
 * <p>Flows out: completions with the log-probability of every token.
 *
 * <p>A completion depends on its prompt, the policy, the settings, the seed and its own index; the
 * company in which it is sampled shows in the last bits of its log-probabilities at most.
 *
 * <p>Must not import: training, Spark.
 */
package dev.vireo.models.sampling;
