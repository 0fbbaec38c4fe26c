/**
 * One Parquet file per chunk, whose bytes depend only on the rows and the footer.
 *
 * <p>Flows in: records of {@link dev.vireo.schemas.Datasets} and the fingerprint of their stage.
 * Flows out: a file and its summary; when reading, rows checked against the schema, or one line
 * that says what is wrong with the file.
 *
 * <p>Must not import: run directories; it is given a storage and a path.
 */
package dev.vireo.store.parquet;
