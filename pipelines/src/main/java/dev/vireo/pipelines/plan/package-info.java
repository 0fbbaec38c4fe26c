/**
 * What a run will need, before it starts: memory of driver and executors, bytes per step, disk.
 *
 * <p>Flows in: a configuration, the model's config.json, and where the run will run. Flows out: a
 * {@link dev.vireo.pipelines.plan.Plan}, as a table or as JSON, and on a cluster the line that
 * submits it. Native memory is {@code dev.vireo.models.memory}'s arithmetic; this package adds
 * Spark's share.
 *
 * <p>Must not read weights, start Spark or load libtorch.
 */
package dev.vireo.pipelines.plan;
