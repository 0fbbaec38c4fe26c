/**
 * Where policies compute: on which device a task does, and which executors its stage asks for.
 *
 * <p>In: the run's {@link dev.vireo.jobs.runtime.devices.DeviceChoice}, which travels among Spark's
 * own settings, and what Spark gave executors and tasks. Out: a device for the {@code pool}, a
 * resource profile for stages.
 *
 * <p>Must not import a stage.
 */
package dev.vireo.jobs.runtime.devices;
