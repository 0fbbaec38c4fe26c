/**
 * The safetensors file format, read and written without an engine.
 *
 * <p>Flows in: files that anyone may have made, so every number of a header is checked before it is
 * used.
 *
 * <p>Flows out: tensors as float32 into arrays that the caller owns; files whose bytes depend on
 * nothing but the tensors.
 *
 * <p>Must not import: engines, Spark, anything that knows what a model is.
 */
package dev.vireo.models.safetensors;
