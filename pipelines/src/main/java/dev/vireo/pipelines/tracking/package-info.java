/**
 * Where a run's metrics are looked at, as its configuration says, and how they get there while it
 * is under way.
 *
 * <p>Flows in: {@link dev.vireo.pipelines.tracking.TrackerSettings}, and what a run's progress
 * reports. Flows out: news to {@link dev.vireo.reports.tracking.BackgroundTracking}, which reads
 * the run and sends.
 *
 * <p>Must not import: a pipeline, the command line, or Spark.
 */
package dev.vireo.pipelines.tracking;
