/**
 * A run as it goes on, on a terminal and in a log.
 *
 * <p>Flows in: what stages report, iteration by iteration. Flows out: a board that is redrawn in
 * place where there is a terminal; elsewhere a line a stage and a line an iteration with the same
 * numbers; and warnings where the signal is bad.
 *
 * <p>Must not import: Spark, stages or the store; nothing that is shown is read back.
 */
package dev.vireo.pipelines.display;
