/**
 * Makes a dataset chunk by chunk: on executors, or on the driver where a job would take longer to
 * start.
 *
 * <p>In: a function from a chunk to its rows, and the fingerprint of what they are made from. Out:
 * a {@link dev.vireo.store.run.DatasetHandle}. {@link dev.vireo.jobs.runtime.stage.ChunkStage}
 * finds what is finished, makes the rest and publishes the manifest last; {@link
 * dev.vireo.jobs.runtime.stage.PartitionedStage} does so where the rows come from an RDD, {@link
 * dev.vireo.jobs.runtime.stage.JointStage} where several tasks make each chunk together.
 *
 * <p>Must not import any stage, model or algorithm: it does not know what the rows mean.
 */
package dev.vireo.jobs.runtime.stage;
