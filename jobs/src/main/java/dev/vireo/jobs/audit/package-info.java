/**
 * Whether an iteration's rewards are a signal to learn from.
 *
 * <p>Flows in: an iteration's rollouts, rewards and advantages. Flows out: metrics under {@code
 * signals/}, which go into the metrics dataset; no dataset of its own, so that no stage waits for
 * it.
 *
 * <p>Must not import: policies or training.
 */
package dev.vireo.jobs.audit;
