/**
 * Pictures of studies.
 *
 * <p>Flows in: the report of a study. Flows out: SVG. Must not import: Spark, or a stage.
 */
package dev.vireo.benchmarks.study;
