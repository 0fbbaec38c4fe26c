/**
 * The document of a study: what more completions of a prompt are worth, and where optimizing a
 * proxy stops paying, in a file of the run directory.
 *
 * <p>Flows in: numbers. Flows out: {@code study.json} in a published folder of the run, and the
 * same numbers for pages and commands that show them.
 *
 * <p>Must not import: Spark or any stage.
 */
package dev.vireo.store.study;
