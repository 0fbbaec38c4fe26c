/**
 * How much native memory training and sampling take, without a model at hand.
 *
 * <p>Flows in: a model's shape, an adapter's settings, the shape of a batch.
 *
 * <p>Flows out: bytes, by what takes them. The largest live at once; what the allocator keeps for
 * later comes on top.
 *
 * <p>Must not import: tensors of any engine, files, Spark.
 */
package dev.vireo.models.memory;
