/**
 * The run directory: where datasets and folders of files are, how they are committed, resumed,
 * taken over by a fork and cleaned up.
 *
 * <p>Flows in: chunks' files and their manifest, which is published last. Flows out: {@link
 * dev.vireo.store.run.Partition}, a {@link dev.vireo.store.run.DatasetHandle} once it is whole, and
 * {@link dev.vireo.store.run.PublishedFolder} for ordinary files such as checkpoints. {@link
 * dev.vireo.store.run.RunDirectory} says where, and travels with Spark tasks without knowing Spark.
 *
 * <p>Must not import: Spark, a model or a stage; the store does not know what the rows mean.
 */
package dev.vireo.store.run;
