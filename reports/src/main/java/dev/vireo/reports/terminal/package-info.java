/**
 * Numbers and texts of a run as a terminal shows them.
 *
 * <p>Flows in: numbers over time. Flows out: text without control characters.
 *
 * <p>Must not import: Spark, a model or a stage.
 */
package dev.vireo.reports.terminal;
