/**
 * Policy losses: GRPO's clipped objective, its aggregations and its relatives.
 *
 * <p>Flows in: log-probabilities of completions' tokens at the sampling temperature, and for each
 * completion its advantages and the log-probabilities of the policy that made it and of the
 * reference policy ({@link dev.vireo.algorithms.loss.policy.PolicyExample}).
 *
 * <p>Flows out: the loss, its derivative by each log-probability, and the metrics of a step under
 * TRL's names.
 *
 * <p>Must not import: anything beyond the JDK, {@code dev.vireo.algorithms} and {@code
 * dev.vireo.algorithms.loss}.
 */
package dev.vireo.algorithms.loss.policy;
