/**
 * The safetensors file format, read and written without an engine.
 *
 * <p>Flows in: untrusted files, so every number in a header is checked before it is used.
 *
 * <p>Flows out: tensors as float32 in arrays owned by the caller; files whose bytes depend on
 * nothing but the tensors.
 *
 * <p>Must not import: engines, Spark, anything that knows what a model is.
 */
package dev.vireo.models.safetensors;
