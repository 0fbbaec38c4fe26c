/**
 * Models ready for use inside Spark tasks: one per task slot, kept from task to task within an
 * executor's virtual machine, those of several roles beside each other.
 *
 * <p>In: a {@link dev.vireo.jobs.runtime.pool.Role} and a named version of a model's parameters (a
 * checkpoint, or a broadcast). Out: a {@link dev.vireo.models.engine.Model} that no other thread
 * uses meanwhile. Gradients accumulate in parameter tensors, so two tasks must never share one.
 *
 * <p>Must not import a stage, or what a policy is on disk.
 */
package dev.vireo.jobs.runtime.pool;
