/**
 * The reward audit's document: what was measured of a run's rewards, in a file of the run
 * directory.
 *
 * <p>Flows in: numbers. Flows out: {@code audit.json} in a published folder of the run, and the
 * same numbers for whoever shows them.
 *
 * <p>Must not import: Spark or any stage.
 */
package dev.vireo.store.audit;
