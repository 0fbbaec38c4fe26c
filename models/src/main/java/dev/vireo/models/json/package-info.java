/**
 * JSON files, read strictly and printed deterministically.
 *
 * <p>Flows in: bytes from any source. Flows out: trees, or one clear error that names the file.
 *
 * <p>Must not import: engines, Spark, anything that knows what a model is.
 */
package dev.vireo.models.json;
