/**
 * The document of a reward audit: measurements of a run's rewards, in a file of the run directory.
 *
 * <p>Flows in: numbers. Flows out: {@code audit.json} in a published folder of the run, and the
 * same numbers for pages and commands that show them.
 *
 * <p>Must not import: Spark or any stage.
 */
package dev.vireo.store.audit;
