/**
 * A reward audit as people read it: a table, and a verdict in words.
 *
 * <p>Flows in: an audit's numbers. Flows out: lines of text, which the terminal and the page share.
 *
 * <p>Must not import: Spark, a model or a stage.
 */
package dev.vireo.reports.audit;
