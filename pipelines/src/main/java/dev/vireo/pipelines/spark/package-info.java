/**
 * How commands get a Spark session.
 *
 * <p>Flows in: what spark-submit configured, if it started this process. Flows out: a session.
 *
 * <p>Must not import: a command.
 */
package dev.vireo.pipelines.spark;
