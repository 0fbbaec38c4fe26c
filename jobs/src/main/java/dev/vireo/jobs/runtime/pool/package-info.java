/**
 * Policies ready for use inside Spark tasks: one set of parameter handles per task slot, kept from
 * task to task within an executor's virtual machine.
 *
 * <p>In: a model configuration and a named version of its parameters (a checkpoint, or a
 * broadcast). Out: a {@link dev.vireo.models.policy.Policy} that no other thread uses meanwhile.
 * Gradients accumulate in parameter tensors, so two tasks must never share one.
 *
 * <p>Must not import a stage, or what a policy is on disk.
 */
package dev.vireo.jobs.runtime.pool;
