/**
 * Reads what users bring: JSON lines, CSV, Parquet, Arrow as Hugging Face's datasets save it, or a
 * Spark table.
 *
 * <p>In flows a path or a table's name. {@link dev.vireo.jobs.data.source.SourceRows} makes of it
 * rows of text in the order of the source, each with its place, so that a complaint can name file
 * and line. {@link dev.vireo.jobs.data.source.Intake} makes of the rows checked, numbered records,
 * cut into chunks. What the columns mean is decided by who asked for them.
 *
 * <p>Must not import prompts, demonstrations, preferences or a later stage.
 */
package dev.vireo.jobs.data.source;
