/**
 * Rewards that a server of the user's computes.
 *
 * <p>Flows in: completions of whole groups. Flows out: the rewards that the server answers with,
 * for lists that are posted to it as JSON. The exchange itself, with its retries and failures, is
 * that of {@code runtime.http}.
 *
 * <p>Must not import: Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.rewards.http;
