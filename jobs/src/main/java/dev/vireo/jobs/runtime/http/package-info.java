/**
 * Requests to servers that compute something for a stage.
 *
 * <p>In: how a server is reached ({@link dev.vireo.jobs.runtime.http.ServerAccess}) and what is
 * sent to it. Out: the bytes of its answer, after as many attempts as may help, a bounded number of
 * requests at a time. Every failure is one line that names the server and what to do, without
 * secrets.
 *
 * <p>Must not import: Spark, a model engine or the stages.
 */
package dev.vireo.jobs.runtime.http;
