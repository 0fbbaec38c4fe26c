/**
 * The run directory: where datasets lie, how they are written, committed, resumed and read back.
 *
 * <p>In: records of {@link dev.vireo.schemas.Datasets}, cut into chunks, and what they were made
 * from. Out: one Parquet file per chunk under a fixed name, with bytes that depend on the chunk
 * alone, and one manifest per partition, published last. {@link dev.vireo.store.run.RunDirectory}
 * says where, {@link dev.vireo.jobs.runtime.stage.ChunkStage} does the work, {@link
 * dev.vireo.store.run.DatasetHandle} is what comes of it.
 *
 * <p>Must not import any stage, model or algorithm: the store does not know what the rows mean.
 */
package dev.vireo.jobs.runtime.stage;
