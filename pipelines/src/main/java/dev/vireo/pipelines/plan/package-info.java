/**
 * What a run will need, before it starts: memory of driver and executors, bytes a step, disk.
 *
 * <p>In: a configuration, the model's config.json, where the run is to run. Out: a {@link
 * dev.vireo.pipelines.plan.Plan}, as a table or as JSON, and on a cluster the line that submits it.
 * Native memory is {@code dev.vireo.models.memory}'s arithmetic; here is what Spark adds.
 *
 * <p>Must not read weights, start Spark or load libtorch.
 */
package dev.vireo.pipelines.plan;
