/**
 * The run directory: where datasets and folders of files are, how they are committed, resumed,
 * taken over by a fork and cleaned up.
 *
 * <p>Flows in: chunks' files and their manifest, which is published last. Flows out: {@link
 * dev.vireo.store.run.Partition}, which becomes a {@link dev.vireo.store.run.DatasetHandle} once it
 * is complete, and {@link dev.vireo.store.run.PublishedFolder} for ordinary files such as
 * checkpoints. {@link dev.vireo.store.run.RunDirectory} knows their places; it is sent with Spark
 * tasks without depending on Spark.
 *
 * <p>Must not import: Spark, a model or a stage; the store does not know what the rows mean.
 */
package dev.vireo.store.run;
