/**
 * What a policy acts in: given the messages so far, the next ones, or the end.
 *
 * <p>Flows in: a conversation, which ends with a message of the policy's. Flows out: messages of a
 * user or a tool that the policy answers next, or the end with a reward or none. Environments are
 * found through {@link java.util.ServiceLoader}, and anyone can add one; in the packages below are
 * a {@code calculator} and functions in {@code python}.
 *
 * <p>Must not import: Spark, a model runtime or a stage.
 */
package dev.vireo.jobs.environments;
