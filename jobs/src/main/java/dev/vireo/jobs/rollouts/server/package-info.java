/**
 * An external server that completes prompts: vLLM, SGLang, {@code transformers serve}, or any other
 * that speaks OpenAI's {@code /v1/completions}.
 *
 * <p>Flows in: {@link dev.vireo.jobs.rollouts.server.ServerSettings} and {@link
 * dev.vireo.jobs.rollouts.server.CompletionQuery queries}. Flows out: {@link
 * dev.vireo.jobs.rollouts.server.ServerCompletion completions} as the server gave them, checked for
 * form; and a server that has received new weights ({@link
 * dev.vireo.jobs.rollouts.server.WeightUpdate}). What is sent and read differs by {@link
 * dev.vireo.jobs.rollouts.server.Dialect}. Every failure is one line that names the server and what
 * to do, without secrets.
 *
 * <p>Must not import: Spark, a model engine or stages.
 */
package dev.vireo.jobs.rollouts.server;
