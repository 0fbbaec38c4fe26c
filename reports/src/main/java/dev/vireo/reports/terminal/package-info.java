/**
 * Numbers, completions and runs as text for terminals.
 *
 * <p>Flows in: numbers over time, completions, and summaries of runs. Flows out: lines of text in
 * which no character of a prompt or completion can move the cursor, change colours or reverse the
 * direction of reading.
 *
 * <p>Must not import: Spark, a model or a stage.
 */
package dev.vireo.reports.terminal;
