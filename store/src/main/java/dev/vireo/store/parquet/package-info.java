/**
 * One chunk, one Parquet file: its bytes depend on the rows and the footer alone.
 *
 * <p>In: records of {@link dev.vireo.schemas.Datasets} and the fingerprint of their stage. Out: a
 * file and its summary, and the other way round the rows, checked against the schema, or one line
 * that says what is wrong with the file.
 *
 * <p>Must not import run directories: it is told a storage and a path.
 */
package dev.vireo.store.parquet;
