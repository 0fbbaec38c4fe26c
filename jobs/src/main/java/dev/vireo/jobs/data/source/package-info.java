/**
 * Reads users' data: JSON lines, CSV, Parquet, Arrow as Hugging Face's datasets save it, or a Spark
 * table.
 *
 * <p>Flows in: a path or a table's name. Flows out: rows of text in the order of the source ({@link
 * dev.vireo.jobs.data.source.SourceRows}), each with its place, so that a message can name file and
 * line; and the checked, numbered records made from them, cut into chunks ({@link
 * dev.vireo.jobs.data.source.Intake}). The caller decides what the columns mean.
 *
 * <p>Must not import: prompts, demonstrations, preferences or a later stage.
 */
package dev.vireo.jobs.data.source;
