/**
 * What an iteration's rewards are worth: whether they are a signal to learn from, and what they
 * reward besides what they are meant to.
 *
 * <p>Flows in: rollouts, rewards and advantages. Flows out: of {@link
 * dev.vireo.jobs.audit.AuditSignals}, metrics under {@code signals/}, which go into the metrics
 * dataset; of {@link dev.vireo.jobs.audit.AuditRewards}, an audit in a folder of its own. No other
 * stage waits for either.
 *
 * <p>Must not import: policies or training.
 */
package dev.vireo.jobs.audit;
