/**
 * A small piece of a run, timed on this machine.
 *
 * <p>Flows in: a configuration. Flows out: the seconds of its stages, for a {@link
 * dev.vireo.pipelines.plan.Plan}. The piece is run in a folder of its own, which is deleted.
 *
 * <p>Must not import: the command line.
 */
package dev.vireo.pipelines.measure;
