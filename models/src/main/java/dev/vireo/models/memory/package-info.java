/**
 * Native memory that training and sampling need, computed without loading a model.
 *
 * <p>Flows in: a model's shape, an adapter's settings, the shape of a batch.
 *
 * <p>Flows out: bytes, itemised by what uses them. Only the largest allocations that are alive at
 * the same time are counted, not the memory that the allocator keeps for reuse.
 *
 * <p>Must not import: tensors of any engine, files, Spark.
 */
package dev.vireo.models.memory;
