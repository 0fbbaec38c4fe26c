/**
 * How commands get at Spark.
 *
 * <p>In: what spark-submit configured, if it started this process. Out: a session.
 *
 * <p>Must not import a command.
 */
package dev.vireo.pipelines.spark;
