/**
 * Language models as judges: any server that speaks OpenAI's {@code /v1/chat/completions}.
 *
 * <p>Flows in: completions of whole groups. Flows out: the grades that a judge gives them, or what
 * comparing those of a group pair by pair says of each. What a judge answered may be kept in a
 * folder, so that it is never asked the same again. The exchange itself is that of {@code
 * runtime.http}.
 *
 * <p>Must not import: Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.rewards.judge;
